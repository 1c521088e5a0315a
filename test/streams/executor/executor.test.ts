/** The executor on the lab: what it carries out, when it does not, and what it says. */
import { afterEach, describe, expect, it } from "vitest";
import type { ExecutorWorld } from "../../../src/streams/executor/context.js";
import type { JournalEntry } from "../../../src/streams/executor/journal-port.js";
import { until } from "../../support/until.js";
import { quickRules, Rig, type RigOptions } from "./rig.js";

let rig: Rig;
const start = async (options: RigOptions): Promise<Rig> => {
  rig = await Rig.start(options);
  return rig;
};
afterEach(async () => rig.stop());

describe("an action that a policy asks for", () => {
  it("is carried out once, verified, and each step is told with its reasons", async () => {
    await start({ vms: 1 });
    const { request: { id } } = rig.ask("vm1");
    rig.execute();
    const done = await rig.untilState(id, "done");
    expect(done.story.map(({ state }) => state)).toEqual(["requested", "prepared", "issuing", "running", "verifying", "done"]);
    expect(rig.effects("vm1")).toBe(1);
    expect(rig.lab.control.vm("vm1").disks[0]?.chain).toHaveLength(1);
    await rig.stop();
    expect(rig.store.messages.map((message) => (message.kind === "action-state" ? message.action.state : message.kind))).toEqual(["prepared", "started", "running", "verifying", "succeeded"]);
    const last = rig.store.messages.at(-1);
    expect(last?.kind === "action-state" ? last.action.outcome : undefined).toMatchObject({ chains: [{ vm: "vm1", disk: 2000, before: 2, after: 1 }], lostSharing: [], differences: [] });
    expect(done).not.toHaveProperty("before");
    expect(rig.store.entries.get(`${rig.vcenter}.desk`)?.value).toMatchObject({ holds: {} });
    expect(rig.troubles).toEqual([]);
  });

  it("is skipped when its reason has gone", async () => {
    await start({ vms: 1 });
    await rig.lab.control.operate({ on: "vm1", method: "PromoteDisks_Task", args: { unlink: false } });
    const { request: { id } } = rig.ask("vm1");
    rig.execute();
    const skipped = await rig.untilState(id, "skipped");
    expect(skipped.story.at(-1)?.reasons).toEqual(["There is nothing left to do.", "No disk of vm1 has a level that nobody needs."]);
    expect(rig.effects("vm1")).toBe(1);
  });
});

it("many that wait are told with what each was last found to wait for, and two executors that tell the same leave each other in peace", async () => {
  const count = 120; // more than are looked at in one round
  await start({ vms: count, rules: { limits: { ...quickRules.limits, keepFreePercent: 100 } }, datacenter: { vms: [{ name: "gold", disks: [{ size: "10 GiB", used: "2 GiB" }], snapshots: ["v1"] }, { name: `vm{1..${count}}`, from: "gold@v1" }] } });
  for (let index = 1; index <= count; index++) rig.ask(`vm${index}`, { params: { unlink: true } }, "ann");
  let looks = 0;
  const world: ExecutorWorld = {
    look: () => {
      looks++;
      return rig.model.look();
    },
    onChange: (listener) => rig.model.onChange(listener),
  };
  rig.execute({ world });
  rig.execute({ world });
  const told = (): JournalEntry | undefined => rig.store.entries.get(`${rig.vcenter}.waits`);
  await until("each being told", () => {
    const waits = Object.values((told()?.value as { readonly waits: Readonly<Record<string, readonly string[]>> } | undefined)?.waits ?? {});
    return waits.length === count && waits.every((reasons) => reasons.some((one) => one.includes("must stay free"))) ? true : undefined;
  }, 30_000, 10);
  const revision = told()?.revision;
  for (let round = 0; round < 6; round++) {
    const before = looks;
    rig.later(1);
    await until("another look", () => (looks >= before + 100 ? true : undefined), 10_000, 5);
  }
  expect(told()?.revision).toBe(revision);
});
