/** The executor on the lab: what it carries out, when it does not, and what it says. */
import { afterEach, describe, expect, it } from "vitest";
import { Rig, type RigOptions } from "./rig.js";

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
