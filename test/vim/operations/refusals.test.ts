import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actionCatalogue } from "../../../src/actions/catalogue.js";
import type { Assignment } from "../../../src/actions/action.js";
import type { NextStep } from "../../../src/actions/next-step.js";
import type { Operation } from "../../../src/actions/operation.js";
import type { StartOutcome, TaskOutcome } from "../../../src/streams/executor-ports.js";
import { checkVCenter } from "../../../src/vim/check-vcenter.js";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import { openLab, type OpenLab } from "../../lab/peers/lab-access.js";
import { wholeTruth } from "./whole-truth.js";
import { openYard, within, type Yard } from "./yard.js";

let open: OpenLab;
let yard: Yard;

beforeAll(async () => {
  const watcher = { userName: "watcher", password: "p", role: ["System.Read", "VirtualMachine.State.CreateSnapshot"] };
  open = await openLab({ estate: "test/vim/operations/estate.yaml", settings: { copyBytesPerSecond: 0, taskBaseMs: 0, users: [watcher] } });
  const { url, username, password, caFile } = open.access;
  yard = openYard({ url, username, password: () => password, tls: { caFile } });
  await open.lab.control.operate({ on: "demonstrator", method: "PowerOnVM_Task" });
  await open.lab.control.operate({ on: "tall", method: "PowerOnVM_Task" });
});
afterAll(async () => {
  await yard.close();
  await open.stop();
});
beforeEach(() => { open.lab.control.cancelNuisances(); });

function reasonsOf(next: NextStep): string {
  return next.kind === "refused" || next.kind === "wait" ? `${next.kind}: ${next.reasons.join(" ")}` : next.kind === "unknown" ? `unknown: ${next.missing.join(", ")}` : next.kind;
}

describe("an action is refused with a sentence before anything is called", () => {
  const loss = { allowDataLoss: true };
  it.each<[title: string, verb: string, on: string, params: Assignment["params"], more: object, expected: RegExp]>([
    ["promote of a running VM on a vCenter of 6.x", "promote", "runner", { unlink: true }, { apiVersion: "6.7" }, /^refused: runner is running, and vCenter 6\.7 promotes only VMs that are powered off or suspended\.$/],
    ["promote of a running VM where nobody knows", "promote", "runner", { unlink: true }, { apiVersion: "7.0.3.0" }, /^refused: runner is running, and it is not known whether vCenter 7\.0\.3\.0 promotes running VMs/],
    ["promote of a running VM while the version is not known", "promote", "runner", { unlink: true }, { apiVersion: undefined }, /^unknown: about\.apiVersion$/],
    ["promote of a template", "promote", "image", { unlink: false }, {}, /^refused: image is a template; templates cannot be promoted\.$/],
    ["promote of a disk that is not there", "promote", "clone-1", { unlink: true, disks: [2000, 2009] }, {}, /^refused: clone-1 has no disk with key 2009; it has 2000\.$/],
    ["promote of a busy VM", "promote", "clone-1", { unlink: true }, { busyVms: "all" }, /^wait: clone-1 is busy with another task\.$/],
    ["promote while tasks cannot be read", "promote", "clone-1", { unlink: true }, { busyVms: undefined }, /^unknown: tasks/],
    ["a snapshot of a template", "create-snapshot", "image", { name: "s" }, {}, /^refused: image is a template; a template cannot be snapshotted/],
    ["a snapshot with memory and quiesced", "create-snapshot", "plain", { name: "s", memory: true, quiesce: true }, {}, /^refused: A snapshot with memory needs no quiescing/],
    ["removing a snapshot without saying which", "remove-snapshot", "tall", { which: "one" }, {}, /^refused: Say which snapshot is to go/],
    ["removing all snapshots and one", "remove-snapshot", "tall", { which: "all", snapshot: "one" }, {}, /^refused: All snapshots are to go, so none can be named/],
    ["reverting without the word for it", "revert-snapshot", "tall", { snapshot: "one" }, {}, /^refused: This would lose what the VM has written since the snapshot/],
    ["reverting to what is not there", "revert-snapshot", "tall", { snapshot: "zero", ...loss }, {}, /^refused: tall has no snapshot "zero"\.$/],
    ["a clone from the current point of a VM without a delta", "linked-clone", "plain", { name: "n", from: "current" }, {}, /^refused: Disk 2000 of plain has no delta, so it would be copied in full \(2 GiB\) and not be linked; /],
    ["a clone from a snapshot that is not there", "linked-clone", "plain", { name: "n", from: "snapshot" }, {}, /^refused: plain has no snapshot to clone from/],
    ["a clone of a template without a pool", "linked-clone", "image", { name: "n", from: "snapshot" }, {}, /^refused: image is a template and has no resource pool/],
    ["a clone under a name that is taken", "linked-clone", "gold", { name: "clone-1", from: "snapshot" }, {}, /^refused: The folder has a VM named "clone-1" already: vm-/],
    ["a clone onto a datastore that nobody knows", "linked-clone", "gold", { name: "n", from: "snapshot", datastore: "ds9" }, {}, /^refused: There is no datastore "ds9"; did you mean "ds0"\?/],
    ["moving what others stand on", "relocate", "gold", { datastore: "nowhere" }, {}, /^refused: There is no datastore "nowhere"\.$/],
    ["moving to a datastore without room", "relocate", "plain", { datastore: "small" }, { full: "small" }, /^refused: plain would need 2 GiB on small, which has 1 GiB free\.$/],
    ["a delta for a running VM", "add-delta-disk", "runner", { disks: [2000] }, { }, /^satisfied$/],
    ["a delta for a template", "add-delta-disk", "image", {}, {}, /^refused: image is a template; the disks of a template cannot be changed/],
    ["deleting a running VM", "destroy-vm", "runner", loss, {}, /^refused: runner is running; power it off first\.$/],
    ["deleting without the word for it", "destroy-vm", "clone-1", {}, {}, /^refused: This would lose a virtual machine and its files/],
    ["deleting what others stand on", "destroy-vm", "gold", loss, {}, /^refused: clone-1, clone-2, clone-3, nested-source, nested and 1 more stand on files of gold\. /],
  ])("%s", async (_title, verb, on, params, more, expected) => {
    const { full, busyVms, ...rest } = more as { readonly full?: string; readonly busyVms?: unknown };
    if (full !== undefined) open.lab.control.setSpace(full, { free: "1 GiB" });
    const busy = "busyVms" in more ? { busyVms: busyVms === "all" ? new Set([await yard.vm(on)]) : undefined } : {};
    const before = wholeTruth(open);
    expect(reasonsOf(await yard.next(verb, on, params, { ...rest, ...busy }))).toMatch(expected);
    expect(wholeTruth(open)).toBe(before);
  });

  it.each<[title: string, params: Assignment["params"], expected: RegExp]>([
    ["one host", { hosts: ["h0"] }, /^refused: Of these hosts 1 can run VMs just now; with fewer than 2 HA would have nowhere to restart the group\.$/],
    ["hosts that are not there", { hosts: ["h0", "h8"] }, /^refused: There is no host "h8"; did you mean "h0"\?/],
    ["a cluster that is not there", { cluster: "C1" }, /^refused: There is no cluster "C1"/],
  ])("pinning a group to %s", async (_title, params, expected) => {
    expect(reasonsOf(await yard.next("pin-group", await yard.group("clone-1"), params))).toMatch(expected);
  });

  it("pinning to more hosts than may have the base open", async () => {
    expect(reasonsOf(await yard.next("pin-group", await yard.group("clone-1"), { hosts: ["h0", "h1", "h2"] }, { hostLimit: 2 }))).toMatch(/^refused: 3 hosts are more than the 2 that may have the base of clone group gold open\.$/);
  });

  it("an object that is gone", async () => {
    expect(reasonsOf(await yard.next("promote", { kind: "vm", id: "vm-9999" }, { unlink: true }))).toBe("refused: vm-9999 is not in vCenter any more.");
    expect(reasonsOf(await yard.next("relocate-group", { kind: "group", id: "none" }, { datastore: "ds1" }))).toBe("refused: There is no clone group none any more.");
  });
});

describe("vCenter's own refusal is a sentence with a cure, and nothing was changed", () => {
  const moref = (name: string) => open.lab.control.vm(name).id;
  const tries = async (operation: Operation, operator = yard.operator): Promise<StartOutcome | TaskOutcome> => {
    const started = await operator.start(operation, "tetherd-refused-1", within());
    return started.kind === "started" ? operator.watchTask(started.task, () => undefined, within()) : started;
  };

  it.each<[title: string, operation: () => Operation, type: string, message: RegExp, again: string]>([
    ["the wrong power state", () => ({ kind: "PromoteDisks_Task", vm: moref("tall"), unlink: true }), "InvalidPowerState", /the VM is poweredOn, and it would have to be poweredOff/, "replan"],
    ["a template", () => ({ kind: "ReconfigVM_Task", vm: moref("image"), changeVersion: "", addDeltaTo: [2000] }), "NotSupported", /does not support it for this object/, "never"],
    ["a disk key that is not there", () => ({ kind: "PromoteDisks_Task", vm: moref("clone-1"), unlink: true, disks: [2099] }), "NotFound", /has no disk with key 2099/, "replan"],
    ["a configuration that has changed", () => ({ kind: "ReconfigVM_Task", vm: moref("plain"), changeVersion: "2001-01-01T00:00:00Z", addDeltaTo: [2000] }), "ConcurrentAccess", /somebody changed the object meanwhile/, "replan"],
    ["an object that is gone", () => ({ kind: "Destroy_Task", vm: "vm-9999" }), "ManagedObjectNotFound", /vm-9999 is not there any more/, "replan"],
    ["a name that is taken", () => ({ kind: "CloneVM_Task", vm: moref("clone-1"), name: "plain", folder: open.lab.control.vm("plain").folder ?? "", diskMoveType: "moveChildMostDiskBacking", powerOn: false, template: false, marker: "m" }), "DuplicateName", /the name plain is taken/, "never"],
    ["a new child without a snapshot", () => ({ kind: "CloneVM_Task", vm: moref("clone-1"), name: "child", folder: open.lab.control.vm("plain").folder ?? "", diskMoveType: "createNewChildDiskBacking", powerOn: false, template: false, marker: "m" }), "InvalidArgument", /takes spec\.snapshot for wrong/, "never"],
    ["no space", () => ({ kind: "RelocateVM_Task", vm: moref("gold"), datastore: datastore("small"), diskMoveType: "moveAllDiskBackingsAndAllowSharing" }), "NoDiskSpace", /not enough space on the datastore small/, "never"],
    ["a host that is in no cluster of that name", () => ({ kind: "PinGroup", cluster: "domain-c9999", name: "x", vms: [moref("clone-1")], hosts: ["host-1", "host-2"] }), "NotFound", /is no cluster whose rules can be read/, "replan"],
  ])("%s", async (_title, operation, type, message, again) => {
    const before = wholeTruth(open);
    const outcome = await tries(operation());
    if (!("fault" in outcome)) throw new Error(outcome.kind);
    expect(outcome.fault).toMatchObject({ type, again });
    expect(outcome.fault.message).toMatch(message);
    expect(outcome.fault.message).toMatch(/\.$|"$/);
    expect(outcome.fault.cure).toMatch(/^[A-Z].*\.$/);
    expect(wholeTruth(open)).toBe(before);
  });

  const datastore = (name: string): string => [...open.lab.world.all("Datastore")].find((each) => each.name === name)?.ref.value ?? "";

  it.each([
    ["FileLocked", { file: "[ds0] gold/gold.vmdk" }, /the file \[ds0\] gold\/gold\.vmdk is locked/, "never"],
    ["TaskInProgress", {}, /another task/, "later"],
    ["HostNotConnected", {}, /the host is not connected/, "later"],
    ["SomethingNew", {}, /for a reason that tetherd does not know/, "never"],
  ] as const)("a task that ends in %s", async (fault, faultFields, message, again) => {
    open.lab.control.planNuisance({ kind: "task-fails", method: "ConsolidateVMDisks_Task", fault: fault === "SomethingNew" ? "LogBundlingFailed" : fault, faultFields });
    const before = wholeTruth(open);
    const outcome = await tries({ kind: "ConsolidateVMDisks_Task", vm: moref("consolidate-me") });
    expect(outcome).toMatchObject({ kind: "error", cancelled: false, fault: { again } });
    if (outcome.kind === "error") expect(outcome.fault.message).toMatch(message);
    expect(wholeTruth(open)).toBe(before);
  });

  it("a missing privilege, told by name: beforehand, and when the call is made all the same", async () => {
    const { url, caFile } = open.access;
    const watcher = new VimOperator({ url, username: "watcher", password: () => "p", tls: { caFile } });
    try {
      const vm = moref("clone-1");
      const before = wholeTruth(open);
      const promote: Operation = { kind: "PromoteDisks_Task", vm, unlink: true };
      expect(await watcher.lackedPrivileges(promote, within())).toEqual([`VirtualMachine.Provisioning.PromoteDisks on ${vm}`]);
      expect(await watcher.lackedPrivileges({ kind: "CreateSnapshot_Task", vm, name: "s", description: "", memory: false, quiesce: false }, within())).toEqual([]);
      expect(await watcher.lackedPrivileges({ kind: "RelocateVM_Task", vm, datastore: datastore("ds1"), diskMoveType: "moveChildMostDiskBacking" }, within()))
        .toEqual([`Resource.ColdMigrate or Resource.HotMigrate on ${vm}`, `Datastore.AllocateSpace on ${datastore("ds1")}`]);
      expect(await tries(promote, watcher)).toMatchObject({ kind: "refused", fault: { type: "NoPermission", again: "never", message: expect.stringContaining(`lacks the privilege VirtualMachine.Provisioning.PromoteDisks on ${vm}`) as string } });
      expect(await tries({ kind: "Destroy_Task", vm }, watcher)).toMatchObject({ kind: "refused", fault: { type: "NoPermission" } });
      expect(wholeTruth(open)).toBe(before);
      const access = { url, username: "watcher", password: () => "p", tls: { caFile } };
      const hint = "Grant it with the action that needs it; docs/actions.md has the list";
      const steps = await checkVCenter(access, within(), actionCatalogue.filter(({ verb }) => ["create-snapshot", "promote", "relocate"].includes(verb)));
      expect(steps.slice(-3)).toEqual([
        { name: "privileges for actions", ok: true, hint: undefined, detail: "the account has what it needs for create-snapshot" },
        { name: "privileges for promote", ok: true, hint, detail: "the account lacks VirtualMachine.Provisioning.PromoteDisks on the root folder; promote works only where that is granted further down" },
        { name: "privileges for relocate", ok: true, hint, detail: "the account lacks Resource.ColdMigrate or Resource.HotMigrate, Datastore.AllocateSpace on the root folder; relocate works only where that is granted further down" },
      ]);
    } finally {
      await watcher.close();
    }
  });
});
