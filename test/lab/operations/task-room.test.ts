/** Metered tasks wait for room and enter in the order in which they came. Which operation costs what is a table. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startTask } from "../../../src/lab/operations/start-task.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { TaskRoom } from "../../../src/lab/world/task-room.js";
import { callOf } from "../support/call-of.js";
import { addPlainVm } from "../support/small-world-vms.js";
import { smallWorld } from "../support/small-world.js";

describe("metered tasks", () => {
  it("run eight at a time on one host and wait queued beyond, while others' tasks are not held up", () => {
    const { world, vmFolder, hosts, pool, ds0, network } = smallWorld({ taskBaseMs: 1_000, copyBytesPerSecond: 0 });
    const start = (name: string, index: number, host = hosts[0]) => {
      const vm = addPlainVm(world, `vm${index}`, { folder: vmFolder, host, pool, datastore: ds0, network });
      return world.tasks.get(startTask(callOf(world, vm.ref, name), { entity: vm.ref, locks: [vm.ref], cancelable: true, bytes: () => 0, commit: () => undefined }).value);
    };
    const clones = Array.from({ length: 20 }, (_none, index) => start("CloneVM_Task", index));
    const elsewhere = start("CloneVM_Task", 20, hosts[1]);
    const unmetered = start("ReconfigVM_Task", 21);
    const states = () => clones.map((task) => task?.state);
    world.clock.advance(500);
    expect(states()).toEqual([...Array<string>(8).fill("running"), ...Array<string>(12).fill("queued")]);
    expect([elsewhere?.state, unmetered?.state]).toEqual(["running", "running"]);
    clones[8]?.cancel?.();
    world.clock.advance(600);
    expect(states()).toEqual([...Array<string>(8).fill("success"), "error", ...Array<string>(8).fill("running"), ...Array<string>(3).fill("queued")]);
    world.clock.advance(2_000);
    expect(states().filter((state) => state === "success")).toHaveLength(19);
    expect(world.defects).toEqual([]);
  });

  it("that fail as soon as they begin leave the room again", () => {
    const { world, plain } = smallWorld({ taskBaseMs: 1_000, copyBytesPerSecond: 0, hostTaskUnits: 1 });
    const run = (begin: () => void) => {
      const task = world.tasks.get(startTask(callOf(world, plain.ref, "CloneVM_Task"), { entity: plain.ref, locks: [], cancelable: true, bytes: () => 0, begin, commit: () => undefined }).value);
      world.clock.advance(1_000);
      return task?.state;
    };
    expect([run(() => { throw new VimFault("InvalidState", "no"); }), run(() => undefined)]).toEqual(["error", "success"]);
  });

  it("never exceed a bearer's limit and all get in at last, whatever they cost", () => {
    const share = fc.record({ bearer: fc.constantFrom("a", "b", "c"), units: fc.integer({ min: 1, max: 5 }) });
    fc.assert(fc.property(fc.array(fc.uniqueArray(share, { selector: (each) => each.bearer, maxLength: 3 }), { maxLength: 40 }), fc.infiniteStream(fc.nat()), (tasks, picks) => {
      const room = new TaskRoom();
      const used = new Map<string, number>();
      const inside: (() => void)[] = [];
      let entered = 0;
      for (const shares of tasks) {
        const leave = room.take(shares.map((each) => ({ ...each, limit: 5 })), () => {
          entered++;
          for (const { bearer, units } of shares) used.set(bearer, (used.get(bearer) ?? 0) + units);
          expect(Math.max(0, ...used.values())).toBeLessThanOrEqual(5);
          inside.push(() => {
            for (const { bearer, units } of shares) used.set(bearer, (used.get(bearer) ?? 0) - units);
            leave();
          });
        });
      }
      while (inside.length > 0) inside.splice((picks.next().value as number) % inside.length, 1)[0]?.();
      expect(entered).toBe(tasks.length);
    }));
  });
});
