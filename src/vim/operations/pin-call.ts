/**
 * The call that pins a clone group to hosts, or lets it go (vim-facts 7.7). Groups and rules are read again just before, for vCenter has no
 * version check here and an edit replaces everything it names; what others made under other names is never touched.
 */
import type { Operation } from "../../actions/operation.js";
import { readRaw } from "../read-raw.js";
import type { Session } from "../session.js";
import type { Arguments } from "../soap-caller.js";
import { childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";
import { refTo, scalar, type Call, type NoCall } from "./call.js";

type Pin = Extract<Operation, { readonly kind: "PinGroup" }>;

export async function pinCall(session: Session, pin: Pin, signal: AbortSignal): Promise<Call | NoCall> {
  const read = await readRaw(session, "ClusterComputeResource", [pin.cluster], ["configurationEx"], signal);
  const config = read.get(pin.cluster)?.get("configurationEx");
  if (config === undefined) return { kind: "no-call", why: `${pin.cluster} is no cluster whose rules can be read` };
  const present = { groups: childrenOf(config, "group"), rules: childrenOf(config, "rule") };
  const spec = pin.vms.length === 0 ? removal(pin, present) : setting(pin, present);
  if ("kind" in spec) return spec;
  return {
    method: "ReconfigureComputeResource_Task", target: { type: "ClusterComputeResource", value: pin.cluster },
    // modify false would reset everything that is not mentioned.
    args: { spec: { attributes: { "xsi:type": "ClusterConfigSpecEx" }, ...spec }, modify: true },
  };
}

interface Present {
  readonly groups: readonly XmlNode[];
  readonly rules: readonly XmlNode[];
}

type Spec = Readonly<Partial<Record<"rulesSpec" | "groupSpec", readonly Arguments[]>>>;

function groupNames({ name }: Pin): { readonly vms: string; readonly hosts: string } {
  return { vms: `${name} VMs`, hosts: `${name} hosts` };
}

function setting(pin: Pin, { groups, rules }: Present): Spec | NoCall {
  const names = groupNames(pin);
  const rule = rules.find((each) => textOf(each, "name") === pin.name);
  if (rule !== undefined && rule.type !== "ClusterVmHostRuleInfo") return { kind: "no-call", why: `${pin.cluster} has a rule "${pin.name}" of another kind` };
  const wanted = [
    { type: "ClusterVmGroup", name: names.vms, members: { vm: pin.vms.map((vm) => refTo("VirtualMachine", vm)) } },
    { type: "ClusterHostGroup", name: names.hosts, members: { host: pin.hosts.map((host) => refTo("HostSystem", host)) } },
  ];
  const groupSpec: Arguments[] = [];
  for (const { type, name, members } of wanted) {
    const group = groups.find((each) => textOf(each, "name") === name);
    if (group !== undefined && group.type !== type) return { kind: "no-call", why: `${pin.cluster} has a group "${name}" of another kind` };
    groupSpec.push({ operation: group === undefined ? "add" : "edit", info: { attributes: { "xsi:type": type }, name, ...members } });
  }
  const info = { enabled: true, name: pin.name, mandatory: true, vmGroupName: names.vms, affineHostGroupName: names.hosts };
  const rulesSpec = rule === undefined
    ? { operation: "add", info: { attributes: { "xsi:type": "ClusterVmHostRuleInfo" }, ...info } }
    : { operation: "edit", info: { attributes: { "xsi:type": "ClusterVmHostRuleInfo" }, key: textOf(rule, "key"), ...info } };
  return { rulesSpec: [rulesSpec], groupSpec };
}

/** A group that another rule has come to use stays. */
function removal(pin: Pin, { groups, rules }: Present): Spec | NoCall {
  const names = groupNames(pin);
  const rule = rules.find((each) => textOf(each, "name") === pin.name && each.type === "ClusterVmHostRuleInfo");
  const used = new Set(rules.filter((each) => each !== rule).flatMap((each) => ["vmGroupName", "affineHostGroupName", "antiAffineHostGroupName"].map((field) => textOf(each, field))));
  const gone = [names.vms, names.hosts].filter((name) => !used.has(name) && groups.some((group) => textOf(group, "name") === name));
  if (rule === undefined && gone.length === 0) return { kind: "no-call", why: `${pin.cluster} has neither a rule "${pin.name}" nor its groups` };
  return {
    ...(rule === undefined ? {} : { rulesSpec: [{ operation: "remove", removeKey: scalar("int", textOf(rule, "key") ?? "") }] }),
    ...(gone.length === 0 ? {} : { groupSpec: gone.map((name) => ({ operation: "remove", removeKey: scalar("string", name) })) }),
  };
}
