/** The clusters of a datacenter with HA, DRS, pools, groups and rules. It only reads; names are checked with everything else. */
import { isScalar, type Node } from "yaml";
import type { GroupPlan, HaPlan, RulePlan } from "./cluster-plans.js";
import type { ClusterPlan } from "./estate.js";
import { readHosts } from "./read-hosts.js";
import type { Reading } from "./reading.js";
import { Section, type Reader } from "./section.js";

const keys = ["name", "ha", "drs", "hosts", "pools", "groups", "rules"] as const;
const haKeys = ["enabled", "hostMonitoring", "admissionControl", "failoverLevel", "restartPriority", "options", "vms"] as const;
const groupKeys = ["name", "vms", "hosts"] as const;
const ruleKeys = ["name", "enabled", "keepTogether", "keepApart", "vms", "mustRunOn", "shouldRunOn", "mustNotRunOn", "shouldNotRunOn"] as const;
const priorities = ["disabled", "lowest", "low", "medium", "high", "highest"] as const;
const drsModes = ["true", "false", "manual", "partiallyAutomated", "fullyAutomated"] as const;

export const haOn: HaPlan = { enabled: true, hostMonitoring: true, admissionControl: true, failoverLevel: 1, restartPriority: "medium", options: {}, vms: {} };

export const readCluster: Reader<ClusterPlan> = (node, reading) => {
  const cluster = new Section(node, reading, "a cluster", keys);
  const drs = cluster.choice("drs", drsModes, "true");
  return {
    ...cluster.placed, name: cluster.name("a cluster"), ha: cluster.read("ha", readHa, haOn), drs: drs === "true" ? "fullyAutomated" : drs === "false" ? "off" : drs,
    hosts: cluster.read("hosts", readHosts, []), pools: cluster.names("pools"), groups: cluster.list("groups", readGroup), rules: cluster.list("rules", readRule),
  };
};

/** true, false, or a mapping of what differs from HA with its defaults. */
const readHa: Reader<HaPlan> = (node, reading) => {
  if (isScalar(node) && typeof node.value === "boolean") return { ...haOn, enabled: node.value };
  const ha = new Section(node, reading, "ha", haKeys);
  return {
    enabled: ha.flag("enabled", true), hostMonitoring: ha.flag("hostMonitoring", true), admissionControl: ha.flag("admissionControl", true), failoverLevel: ha.whole("failoverLevel", 1, 0, 31),
    restartPriority: ha.choice("restartPriority", priorities, "medium"), options: ha.texts("options"), vms: readPriorities(ha),
  };
};

function readPriorities(ha: Section): HaPlan["vms"] {
  const given = Object.entries(ha.texts("vms"));
  return Object.fromEntries(given.map(([vm, text]) => {
    const priority = priorities.find((each) => each === text);
    if (priority === undefined) ha.report("vms", `the restart priority of ${vm} is "${text}"; allowed: ${priorities.join(", ")}`);
    return [vm, priority ?? "medium"];
  }));
}

const readGroup: Reader<GroupPlan> = (node, reading) => {
  const group = new Section(node, reading, "a group", groupKeys);
  if (group.has("vms") === group.has("hosts")) group.report("name", "a group has both or neither of vms and hosts; allowed: one of them");
  const kind = group.has("hosts") ? "host" : "vm";
  return { ...group.placed, name: group.name("a group"), kind, members: group.names(`${kind}s`) };
};

const bindings = [["mustRunOn", true, "affineHosts"], ["shouldRunOn", false, "affineHosts"], ["mustNotRunOn", true, "antiAffineHosts"], ["shouldNotRunOn", false, "antiAffineHosts"]] as const;

const readRule: Reader<RulePlan> = (node: Node, reading: Reading) => {
  const rule = new Section(node, reading, "a rule", ruleKeys);
  const base = { ...rule.placed, name: rule.name("a rule"), enabled: rule.flag("enabled", true) };
  const kinds = ["keepTogether", "keepApart", ...bindings.map(([key]) => key)].filter((key) => rule.has(key));
  if (kinds.length !== 1) {
    rule.report("name", `a rule says ${kinds.length === 0 ? "nothing" : kinds.join(" and ")}; allowed: one of keepTogether, keepApart, ${bindings.map(([key]) => key).join(", ")}`);
    return undefined;
  }
  const binding = bindings.find(([key]) => rule.has(key));
  if (binding === undefined) {
    const kind = rule.has("keepTogether") ? "affinity" : "anti-affinity";
    return { ...base, mandatory: false, detail: { kind, vms: [...rule.names(kinds[0] ?? "")] } };
  }
  if (!rule.has("vms")) rule.report("name", `a rule with ${binding[0]} needs vms: the name of a group of VMs`);
  return { ...base, mandatory: binding[1], detail: { kind: "vm-host", vmGroup: rule.text("vms", "?"), [binding[2]]: rule.text(binding[0], "?") } };
};
