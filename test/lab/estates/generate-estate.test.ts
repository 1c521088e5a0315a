import fc from "fast-check";
import { expect, it } from "vitest";
import { generateDefaults, generateEstate } from "../../../src/lab/estates/generate-estate.js";
import { parseEstate } from "../../../src/lab/estates/load-estate.js";
import { parseGenerate } from "../../../src/lab/estates/read-generate.js";
import { built, chainOf, sharersOfBase } from "./built.js";

it("any shape within reason gives exactly the VMs asked for, and can be built", () => {
  fc.assert(fc.property(
    fc.record({
      vms: fc.integer({ min: 1, max: 120 }), group: fc.integer({ min: 1, max: 40 }), depth: fc.integer({ min: 1, max: 4 }), hosts: fc.integer({ min: 1, max: 12 }), cluster: fc.integer({ min: 1, max: 12 }),
      datastores: fc.integer({ min: 1, max: 6 }), on: fc.integer({ min: 0, max: 100 }),
    }),
    (spec) => {
      const world = built(generateEstate(spec));
      expect([world.count("VirtualMachine"), world.count("HostSystem"), world.count("Datastore")]).toEqual([spec.vms, spec.hosts, spec.datastores]);
    },
  ), { numRuns: 40 });
});

it("a group of depth 2 has clones of clones, all on one base", () => {
  const world = built(generateEstate({ ...generateDefaults, vms: 9, group: 9, depth: 2 }));
  expect(chainOf(world, "g0001-08")).toHaveLength(3);
  expect(sharersOfBase(world, "g0001-08")).toHaveLength(9);
});

it("the same figures and seed give the same estate, another seed other sizes", () => {
  expect(generateEstate(generateDefaults, 3)).toEqual(generateEstate(generateDefaults, 3));
  expect(generateEstate(generateDefaults, 3)).not.toEqual(generateEstate(generateDefaults, 4));
});

it("a thousand VMs stand in groups of the size asked for", () => {
  const world = built(generateEstate({ ...generateDefaults, vms: 1_000, group: 50 }));
  expect(sharersOfBase(world, "g0020-01")).toHaveLength(50);
});

it("an estate file may ask for a generated estate", () => {
  const estate = parseEstate("generate: {vms: 30, group: 10, hosts: 2}", "e.yaml");
  expect(built(estate).count("VirtualMachine")).toBe(30);
});

it.each([
  ["vms=10,grup=2", 'there is no key "grup"; did you mean "group"?'], ["vms", '"vms" is not key=number'], ["vms=0", "vms is 0; allowed: 1 to 100000"],
])("the command line's %s is refused with a reason", (text, why) => {
  expect(() => parseGenerate(text)).toThrow(why);
});
