/** The host limit and the restart risk of a clone group, as conditions see them. */
import type { DatastoreLimit } from "../../inventory/datastore-limits.js";
import type { GroupHaRisk, RiskGround } from "../../inventory/ha-risk.js";
import type { HostLimit } from "../../inventory/model.js";
import { flag, int, real, text, texts, word, type Field } from "./field.js";
import { verdict } from "./limit-verdict.js";
import { always, derived, told } from "./source.js";
import { one, viewType } from "./view-type.js";

const ground = "the versions of all hosts of the members' clusters, the type and VMFS version of the datastore, the operator's `linkedClones.hostLimit`";

const verdictFields: readonly Field<HostLimit>[] = [
  verdict("verdict", "Whether a limit holds. Compared with `applies` or `lifted`, an unknown verdict makes the condition unknown.", always(ground), (limit) => limit.verdict),
  int("hosts", "hosts", "The limit.", derived(ground, "the verdict is"), (limit) => limit.hosts),
  text("reason", "Where the verdict comes from, or what is missing for one.", always(ground), (limit) => limit.reason),
  word("source", ["override", "table"], "Who says so: the operator's own `linkedClones.hostLimit`, or tetherd's table of rules.", always(ground), (limit) => limit.source),
  text("citation", "The document that the rule of the table rests on; empty for an override and while the verdict is unknown.", always("docs/host-limit-and-ha.md"), (limit) => limit.citation ?? ""),
];

export const limitType = viewType<HostLimit>("Limit", "How many hosts may have the group's base open at once.", verdictFields);

const odds = "the limit, the members' hosts, the clusters' HA settings and mandatory rules, the hosts' states (docs/host-limit-and-ha.md)";
type KnownRisk = GroupHaRisk & { readonly risk: NonNullable<GroupHaRisk["risk"]> };
const noCluster = "no cluster's HA decides: the limit is lifted, HA is off, or it restarts no member";
const standing = (name: string, unit: string, doc: string, get: (ground: RiskGround) => number): Field<KnownRisk> =>
  int(name, unit, doc, derived(odds, noCluster), (risk) => (risk.ground === undefined ? undefined : get(risk.ground)));

export const riskType = viewType<KnownRisk>("Risk", "Probability that HA never tries a permitted host when one of the group's hosts fails, in the worst cluster and there for the worst placed member.", [
  real("worst", "probability", "The larger of the two readings.", always(odds), ({ risk }) => risk.worst),
  real("slotFree", "probability", "If the failed host's slot is free at once.", always(odds), ({ risk }) => risk.slotFree),
  real("slotHeld", "probability", "If it is not.", always(odds), ({ risk }) => risk.slotHeld),
  flag("guaranteed", "True when even the worse reading is 0.", always(odds), ({ risk }) => risk.guaranteed),
  text("reason", "What the figures stand on.", always(odds), (risk) => risk.reason),
  text("clusterRef", "Reference of the worst cluster; empty where no cluster's HA decides.", always(odds), (risk) => risk.ground?.cluster ?? ""),
  standing("candidates", "hosts", "Hosts that HA may try: able to take VMs, left by mandatory rules, the failed one not counted.", ({ able }) => Math.max(0, able.length - 1)),
  standing("groupHosts", "hosts", "Hosts of the group among those, the failed one included.", ({ groupHosts }) => groupHosts),
  standing("hostsElsewhere", "hosts", "Other hosts of the group, which hold the base open and are no candidates.", ({ hostsElsewhere }) => hostsElsewhere),
  standing("permitted", "hosts", "Hosts that may have the base open at once.", ({ permitted }) => permitted),
  standing("attempts", "hosts", "Hosts that HA tries at most, `das.maxvmrestartcount` or 5; negative: without end.", ({ attempts }) => attempts),
  standing("unableHosts", "hosts", "Hosts of the cluster that may not take VMs now: in maintenance, standing by, off, or out of touch.", ({ unable }) => unable),
  texts("rules", "Names of the mandatory VM-host rules that confine the members in question.", always("`ComputeResource.configurationEx`"), ({ ground: found }) => found?.rules ?? []),
]);

export function known(risk: GroupHaRisk): KnownRisk | undefined {
  return risk.risk === undefined ? undefined : { ...risk, risk: risk.risk };
}

export const datastoreLimitType = viewType<DatastoreLimit>("DatastoreLimit", "The host limit for the group's shared files on one datastore, and how near its members there are to it.", [
  text("datastore", "Name of the datastore.", told("Datastore.name"), ({ datastore }, { inventory }) => inventory.datastores.get(datastore)?.name),
  text("datastoreRef", "Its reference.", always("the shared files' paths"), ({ datastore }) => datastore),
  ...verdictFields,
  int("memberCount", "VMs", "Members with a shared file there.", always("the members' chains"), ({ members }) => members.length),
  int("hostSpan", "hosts", "Hosts those members are on.", derived("`VirtualMachine.runtime.host` of these members", "one of them is"), ({ members }, { inventory }) => {
    const hosts = members.map((ref) => inventory.vms.get(ref)?.host);
    return hosts.includes(undefined) ? undefined : new Set(hosts).size;
  }),
  one("risk", "The HA restart risk of those members under this limit.", derived("see Risk", "something it stands on is"), riskType, ({ risk }) => known(risk)),
]);
