/** Reconfiguring a cluster: what is merged, what is reset, what is refused whole, and what is said afterwards. */
import { beforeEach, describe, expect, it } from "vitest";
import { rulesAllow } from "../../../src/lab/power/host-rules.js";
import { propertyOf } from "../../../src/lab/properties/property-of.js";
import { setPower } from "../../../src/lab/power/set-power.js";
import { vim, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { mistakesIn } from "../support/check-value.js";
import { call, eventsOf, faultOf, run } from "../support/run-places.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { untoldChanges } from "../support/untold-changes.js";

let small: SmallWorld;
beforeEach(() => { small = smallWorld(); });

const reconfigure = (fields: Record<string, VimValue>, modify = true) =>
  run(small.world, small.cluster.ref, "ReconfigureComputeResource_Task", { spec: vim("ClusterConfigSpecEx", fields), modify });
const group = (operation: string, info: VimObject) => vim("ClusterGroupSpec", { operation, info });
const rule = (operation: string, info: VimObject) => vim("ClusterRuleSpec", { operation, info });
const vmGroup = (name: string, ...vms: readonly { readonly ref: VimValue }[]) => vim("ClusterVmGroup", { name, vm: vms.map((each) => each.ref) });
const hostGroup = (name: string, ...hosts: readonly { readonly ref: VimValue }[]) => vim("ClusterHostGroup", { name, host: hosts.map((each) => each.ref) });
const mustRun = (name: string, more: Record<string, VimValue> = {}) =>
  vim("ClusterVmHostRuleInfo", { name, enabled: true, mandatory: true, vmGroupName: "clones", affineHostGroupName: "few", ...more });

const hostsAllowed = (vm: VmState) => new Set([...small.cluster.hosts].filter((host) => rulesAllow(small.cluster, vm.ref.value, host)));

/** The clone and its source may run on h0 and h1 only. */
function pin() {
  const { clone, chained, hosts } = small;
  return reconfigure({ rulesSpec: [rule("add", mustRun("pin"))], groupSpec: [group("add", vmGroup("clones", clone, chained)), group("add", hostGroup("few", hosts[0], hosts[1]))] });
}

describe("HA and DRS", () => {
  it("keep what a merge does not mention, and fall back to defaults when nothing is merged", () => {
    const dasConfig = vim("ClusterDasConfigInfo", { failoverLevel: 2, option: [vim("OptionValue", { key: "das.maxvmrestartcount", value: "3" })] });
    expect(reconfigure({ dasConfig }).state).toBe("success");
    expect(small.cluster.das).toMatchObject({ enabled: true, failoverLevel: 2 });
    expect(small.cluster.das.options.get("das.maxvmrestartcount")).toBe("3");
    expect(small.cluster.drs.enabled).toBe(true);
    reconfigure({ drsConfig: vim("ClusterDrsConfigInfo", { enabled: true, defaultVmBehavior: "manual" }) }, false);
    expect(small.cluster.das).toMatchObject({ enabled: false, failoverLevel: 1 });
    expect(small.cluster.das.options.size).toBe(0);
    expect(small.cluster.drs).toMatchObject({ enabled: true, behavior: "manual" });
  });

  it("say which switch flipped, in the task's chain", () => {
    const task = reconfigure({ dasConfig: vim("ClusterDasConfigInfo", { enabled: false }), drsConfig: vim("ClusterDrsConfigInfo", { enabled: false }) });
    expect(eventsOf(small.world, task)).toEqual(["TaskEvent", "ClusterReconfiguredEvent", "DasDisabledEvent", "DrsDisabledEvent"]);
    expect(eventsOf(small.world, reconfigure({ dasConfig: vim("ClusterDasConfigInfo", { enabled: true }) }))).toEqual(["TaskEvent", "ClusterReconfiguredEvent", "DasEnabledEvent"]);
    expect(eventsOf(small.world, reconfigure({}))).toEqual(["TaskEvent", "ClusterReconfiguredEvent"]);
  });

  it("take protection and host states along when HA is switched", () => {
    const { world, plain, hosts } = small;
    setPower(world, plain, "poweredOn");
    expect(plain.dasProtected).toBe(true);
    reconfigure({ dasConfig: vim("ClusterDasConfigInfo", { enabled: false }) });
    expect(plain.dasProtected).toBe(false);
    expect(hosts.map((host) => host.dasState)).toEqual([undefined, undefined, undefined, undefined]);
    reconfigure({ dasConfig: vim("ClusterDasConfigInfo", { enabled: true }) });
    expect(hosts.map((host) => host.dasState)).toEqual(["master", "connectedToMaster", "connectedToMaster", "connectedToMaster"]);
  });

  it("hold overrides for single VMs, which can be taken back", () => {
    const { plain, cluster, world } = small;
    setPower(world, plain, "poweredOn");
    const dasSettings = vim("ClusterDasVmSettings", { restartPriority: "disabled" });
    reconfigure({ dasVmConfigSpec: [vim("ClusterDasVmConfigSpec", { operation: "add", info: vim("ClusterDasVmConfigInfo", { key: plain.ref, dasSettings }) })] });
    expect(cluster.das.vms.get(plain.ref.value)).toEqual({ restartPriority: "disabled" });
    expect(plain.dasProtected).toBe(false);
    reconfigure({ drsVmConfigSpec: [vim("ClusterDrsVmConfigSpec", { operation: "add", info: vim("ClusterDrsVmConfigInfo", { key: plain.ref, behavior: "manual" }) })] });
    expect(cluster.drs.vms?.get(plain.ref.value)).toEqual({ enabled: true, behavior: "manual" });
    const removal = { operation: "remove", removeKey: plain.ref };
    reconfigure({ dasVmConfigSpec: [vim("ClusterDasVmConfigSpec", removal)], drsVmConfigSpec: [vim("ClusterDrsVmConfigSpec", removal)] });
    expect([cluster.das.vms.size, cluster.drs.vms?.size, plain.dasProtected]).toEqual([0, 0, true]);
  });

  it.each([
    ["a failover level below zero", { dasConfig: vim("ClusterDasConfigInfo", { failoverLevel: -1 }) }],
    ["a restart priority that does not exist", { dasConfig: vim("ClusterDasConfigInfo", { defaultVmSettings: vim("ClusterDasVmSettings", { restartPriority: "urgent" }) }) }],
    ["a migration rate out of range", { drsConfig: vim("ClusterDrsConfigInfo", { vmotionRate: 6 }) }],
  ])("refuse %s", (_title, spec) => {
    expect(faultOf(reconfigure(spec))).toBe("InvalidArgument");
  });
});

describe("groups and rules", () => {
  it("come in one call, groups first although they stand later on the wire", () => {
    expect(pin().state).toBe("success");
    expect(small.cluster.rules).toMatchObject([{ key: 1, name: "pin", enabled: true, mandatory: true, detail: { vmGroup: "clones", affineHosts: "few" } }]);
    expect(hostsAllowed(small.clone)).toEqual(new Set([small.hosts[0].ref.value, small.hosts[1].ref.value]));
    expect(hostsAllowed(small.plain).size).toBe(4);
  });

  it("are all told to whoever watches the cluster, and fit the schema", () => {
    expect(untoldChanges(small.world, () => { pin(); })).toEqual([]);
    for (const [name, type] of [["configurationEx", "ComputeResourceConfigInfo"], ["configuration", "ClusterConfigInfo"]] as const) {
      expect(mistakesIn(propertyOf(small.world, undefined, small.cluster.ref, name), type)).toEqual([]);
    }
  });

  it("are edited as a whole: members that are not named again are out", () => {
    pin();
    reconfigure({ groupSpec: [group("edit", hostGroup("few", small.hosts[2]))], rulesSpec: [rule("edit", mustRun("pin", { key: 1, mandatory: false }))] });
    expect(small.cluster.groups.find((each) => each.name === "few")?.members).toEqual([small.hosts[2].ref.value]);
    expect(small.cluster.rules).toMatchObject([{ key: 1, mandatory: false }]);
    expect(hostsAllowed(small.clone).size).toBe(4);
  });

  it("are removed by name and by key, and a key is never given twice", () => {
    pin();
    const removal = { rulesSpec: [vim("ClusterRuleSpec", { operation: "remove", removeKey: 1 })], groupSpec: [vim("ClusterGroupSpec", { operation: "remove", removeKey: "few" })] };
    expect(reconfigure(removal).state).toBe("success");
    expect([small.cluster.rules, small.cluster.groups.map((each) => each.name)]).toEqual([[], ["clones"]]);
    const apart = vim("ClusterAntiAffinityRuleSpec", { name: "apart", enabled: true, vm: [small.clone.ref, small.plain.ref] });
    reconfigure({ rulesSpec: [rule("add", apart)] });
    expect(small.cluster.rules.map((each) => each.key)).toEqual([2]);
  });

  it("are refused whole: nothing of a bad specification takes effect", () => {
    pin();
    const before = JSON.stringify([small.cluster.groups, small.cluster.rules, small.cluster.das.enabled]);
    const task = reconfigure({
      dasConfig: vim("ClusterDasConfigInfo", { enabled: false }), groupSpec: [group("add", hostGroup("new", small.hosts[0]))], rulesSpec: [rule("add", mustRun("second", { vmGroupName: "nobody" }))],
    });
    expect(task.error).toMatchObject({ fault: { $type: "InvalidArgument", invalidProperty: "spec.rulesSpec.info.vmGroupName" } });
    expect(JSON.stringify([small.cluster.groups, small.cluster.rules, small.cluster.das.enabled])).toBe(before);
    expect(eventsOf(small.world, task)).toEqual(["TaskEvent"]);
  });

  it.each<[string, string, () => Record<string, VimValue>]>([
    ["a group name twice", "DuplicateName", () => ({ groupSpec: [group("add", hostGroup("few"))] })],
    ["a rule name twice", "DuplicateName", () => ({ rulesSpec: [rule("add", mustRun("pin"))] })],
    ["an edit of a group nobody made", "InvalidArgument", () => ({ groupSpec: [group("edit", hostGroup("many"))] })],
    ["a VM group edited into a host group", "InvalidArgument", () => ({ groupSpec: [group("edit", hostGroup("clones"))] })],
    ["an edit of a rule nobody made", "InvalidArgument", () => ({ rulesSpec: [rule("edit", mustRun("pin", { key: 7 }))] })],
    ["the removal of a rule nobody made", "InvalidArgument", () => ({ rulesSpec: [vim("ClusterRuleSpec", { operation: "remove", removeKey: 7 })] })],
    ["the removal of a group that a rule needs", "InvalidArgument", () => ({ groupSpec: [vim("ClusterGroupSpec", { operation: "remove", removeKey: "few" })] })],
    ["a member that does not exist", "InvalidArgument", () => ({ groupSpec: [group("edit", vmGroup("clones", { ref: { type: "VirtualMachine", value: "vm-none" } }))] })],
    ["VMs kept together with nobody", "InvalidArgument", () => ({ rulesSpec: [rule("add", vim("ClusterAffinityRuleSpec", { name: "alone", vm: [small.plain.ref] }))] })],
  ])("refuse %s with %s", (_title, fault, spec) => {
    pin();
    expect(faultOf(reconfigure(spec()))).toBe(fault);
  });

  it("stay out of reach of the old method, which knows no groups", () => {
    pin();
    const spec = vim("ClusterConfigSpec", { dasConfig: vim("ClusterDasConfigInfo", { enabled: false }) });
    expect(run(small.world, small.cluster.ref, "ReconfigureCluster_Task", { spec, modify: true }).state).toBe("success");
    expect(small.cluster.das.enabled).toBe(false);
    expect(small.cluster.groups.length).toBe(2);
  });

  it("can be asked for by VM", () => {
    pin();
    const rulesFor = (vm: VimValue) => call(small.world, small.cluster.ref, "FindRulesForVm", { vm }) as readonly VimObject[];
    expect(rulesFor(small.clone.ref).map((each) => each["name"])).toEqual(["pin"]);
    expect(rulesFor(small.plain.ref)).toEqual([]);
  });
});
