/** The host limit and the restart risk of a clone group, as conditions see them. */
import type { HaRisk, HostLimit } from "../../inventory/model.js";
import { flag, int, real, text } from "./field.js";
import { verdict } from "./limit-verdict.js";
import { always, derived } from "./source.js";
import { viewType } from "./view-type.js";

const ground = "the versions of all hosts of the members' clusters, the type and VMFS version of the datastore, the operator's `linkedClones.hostLimit`";

export const limitType = viewType<HostLimit>("Limit", "How many hosts may have the group's base open at once.", [
  verdict("verdict", "Whether a limit holds. Compared with `applies` or `lifted`, an unknown verdict makes the condition unknown.", always(ground), (limit) => limit.verdict),
  int("hosts", "hosts", "The limit.", derived(ground, "the verdict is"), (limit) => limit.hosts),
  text("reason", "Where the verdict comes from, or what is missing for one.", always(ground), (limit) => limit.reason),
]);

const odds = "the limit, the members' hosts, the clusters' HA settings and mandatory rules, the hosts' states (docs/host-limit-and-ha.md)";

export const riskType = viewType<HaRisk>("Risk", "Probability that HA never tries a permitted host when one of the group's hosts fails.", [
  real("worst", "probability", "The larger of the two readings.", always(odds), (risk) => risk.worst),
  real("slotFree", "probability", "If the failed host's slot is free at once.", always(odds), (risk) => risk.slotFree),
  real("slotHeld", "probability", "If it is not.", always(odds), (risk) => risk.slotHeld),
  flag("guaranteed", "True when even the worse reading is 0.", always(odds), (risk) => risk.guaranteed),
]);
