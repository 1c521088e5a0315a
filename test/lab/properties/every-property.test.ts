/** Every property of every object of a varied world, held against the schema: nothing that a client could not decode, and nothing mandatory unset. */
import { describe, expect, it } from "vitest";
import { objectExists, propertyOf } from "../../../src/lab/properties/property-of.js";
import { propertyAt } from "../../../src/lab/properties/property-at.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { ref, vim, type Ref } from "../../../src/lab/wire/vim-value.js";
import { mistakesInField } from "../support/check-value.js";
import { variedWorld } from "./varied-world.js";

const { world, session, refs } = variedWorld();

const byType = new Map<string, Ref[]>();
for (const each of refs) byType.set(each.type, [...byType.get(each.type) ?? [], each]);

describe("every property of the lab's objects can be decoded", () => {
  for (const [type, objects] of byType) {
    it(`of ${type} (${objects.length})`, () => {
      const mistakes = objects.flatMap((object) => [...vimSchema().fieldsOf(type).values()].flatMap((field) =>
        mistakesInField(propertyOf(world, session, object, field.name), field, `${object.value}.${field.name}`)));
      expect(mistakes).toEqual([]);
    });
  }

  it("and every object of the varied world is there", () => {
    expect(refs.filter((each) => !objectExists(world, session, each))).toEqual([]);
    expect(byType.size).toBeGreaterThan(18);
  });
});

describe("a nested path gives what is inside the whole property", () => {
  for (const [type, objects] of byType) {
    it(`of ${type}`, () => {
      for (const object of objects) {
        for (const { name } of vimSchema().fieldsOf(type).values()) {
          const whole = propertyOf(world, session, object, name);
          if (typeof whole !== "object" || !("$type" in whole)) continue;
          for (const field of vimSchema().fieldsOf(whole.$type).keys()) {
            expect(propertyAt(world, session, object, `${name}.${field}`), `${object.value}.${name}.${field}`).toEqual({ found: true, value: whole[field as keyof typeof whole] });
          }
        }
      }
    });
  }
});

describe("what is not there", () => {
  it("is no object, whatever its type says", () => {
    for (const gone of [ref("VirtualMachine", "vm-999"), ref("Task", "task-999"), ref("EnvironmentBrowser", "envbrowser-x"), ref("HostDatastoreBrowser", "datastoreBrowser-x"),
      ref("SessionManager", "TaskManager"), ref("HostSystem", "group-d1")]) {
      expect(objectExists(world, session, gone), `${gone.type} ${gone.value}`).toBe(false);
    }
  });

  it("but a base type names the object too", () => {
    expect(objectExists(world, session, ref("ManagedEntity", "group-d1"))).toBe(true);
  });
});

it("the walker that these tests rely on tells mistakes", () => {
  const field = vimSchema().fieldsOf("VirtualMachine").get("runtime");
  if (field === undefined) throw new Error("no such property");
  const runtime = propertyOf(world, session, refs.find((each) => each.type === "VirtualMachine") ?? ref("", ""), "runtime") as unknown as Record<string, never>;
  expect(mistakesInField(vim("VirtualMachineRuntimeInfo", { ...runtime, powerState: "on", host: "host-1", numMksConnections: 0.5, paint: "red", connectionState: undefined }), field, "runtime"))
    .toEqual(["runtime.paint is no field of VirtualMachineRuntimeInfo", 'runtime.host is no reference to a HostSystem: "host-1"', "runtime.connectionState is mandatory and unset",
      'runtime.powerState is no VirtualMachinePowerState: "on"', "runtime.numMksConnections is no int: 0.5"]);
  expect(mistakesInField(undefined, field, "runtime")).toEqual(["runtime is mandatory and unset"]);
});
