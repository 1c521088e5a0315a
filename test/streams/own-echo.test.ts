/** What a policy's own action brings about does not make it ask again; what anybody else does, does. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TaskInfo } from "../../src/inventory/activity.js";
import { FakeVCenter, snapshotTree, vmEnter, vmModify } from "./fake-vcenter.js";
import { pass, policiesFrom, start } from "./rig.js";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const policies = policiesFrom(`
policy: fold
mode: enforce
each: vm
on: [vm.snapshot-removed]
when: vm.name != ""
do: { promote: { unlink: false } }
limits: { perVcenter: 1 }
`);

function removal(number: number, more: Partial<TaskInfo>): TaskInfo {
  return { task: `task-${number}`, descriptionId: "vm.Snapshot.remove", entity: "vm-1", state: "success", userName: "ann", queueTime: `2026-01-01T00:0${number}:00Z`, eventChainId: 0, ...more };
}

it("a snapshot that its own action removed does not arm the policy again, and one that a person removed does", async () => {
  const vcenter = new FakeVCenter();
  vcenter.state = [vmEnter("vm-1", ["[ds] vm-1/leaf.vmdk"], { name: "vm-1", snapshot: snapshotTree("snapshot-1", "snapshot-2", "snapshot-3", "snapshot-4") })];
  const rig = start(policies, vcenter);
  const asked = (): readonly string[] => rig.ledger.messages.flatMap((message) => (message.kind === "action" ? [message.request.id] : []));
  const told = (): number => rig.ledger.messages.filter((message) => message.kind === "fact").length;
  await pass(100);
  const removed = async (task: TaskInfo, ...left: readonly string[]): Promise<void> => {
    vcenter.happened([task]);
    vcenter.send(vmModify("vm-1", { snapshot: snapshotTree(...left) }));
    await pass(10_000);
  };
  await removed(removal(1, {}), "snapshot-2", "snapshot-3", "snapshot-4");
  expect(asked()).toHaveLength(1);
  await removed(removal(2, { activationId: `tetherd-${asked()[0] ?? ""}-1` }), "snapshot-3", "snapshot-4");
  expect(told()).toBe(2);
  expect(asked()).toHaveLength(1);
  await removed(removal(3, { activationId: "tetherd-0123456789abcdef-1" }), "snapshot-4");
  expect(asked()).toHaveLength(2);
  await removed(removal(4, {}));
  expect(asked()).toHaveLength(3);
  expect(new Set(asked()).size).toBe(3);
  rig.unsubscribe();
});
