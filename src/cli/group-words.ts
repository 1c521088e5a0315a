/** What is said of a whole clone group above and below its tree: span, limits, risk, and what standing alone would cost. It draws nothing. */
import { datastoreLimitsOf } from "../inventory/datastore-limits.js";
import { foreseeUnlinkAll } from "../inventory/foresight/unlink-group.js";
import { groupHaRisk } from "../inventory/ha-risk.js";
import { hostLimitOf } from "../inventory/host-limit.js";
import type { CloneGroup, HaRisk, InventoryView } from "../inventory/model.js";
import { sizeText } from "../shared/size-text.js";
import type { Palette } from "./palette.js";

export function headline(inventory: InventoryView, group: CloneGroup, override: number | undefined, palette: Palette): string {
  const limit = hostLimitOf(inventory, group, override);
  const span = inventory.placementOf(group).hosts.length;
  const { risk } = groupHaRisk(inventory, group, limit);
  const paint = limit.verdict !== "applies" || limit.hosts === undefined ? palette.faint : span > limit.hosts ? palette.bad : span >= limit.hosts - 1 ? palette.warn : palette.good;
  const limitText = limit.verdict === "applies" ? `of ${limit.hosts ?? "?"} permitted` : limit.verdict === "lifted" ? `host limit lifted (${limit.reason})` : `host limit unknown (${limit.reason})`;
  return `${palette.strong(group.name)}  ${group.members.length} VMs on ${paint(`${span} ${span === 1 ? "host" : "hosts"} ${limitText}`)}, ${risk !== undefined && !risk.guaranteed ? palette.bad(riskText(risk)) : riskText(risk)}  ${palette.faint(group.id)}`;
}

/** The limit on each datastore, where there are several, and what it rests on, where it applies. */
export function limitWords(inventory: InventoryView, group: CloneGroup, override: number | undefined): readonly string[] {
  const limits = datastoreLimitsOf(inventory, group, override);
  return limits.filter(({ verdict }) => limits.length > 1 || verdict === "applies").map(({ datastore, verdict, hosts, reason, members, risk: { risk } }) => {
    const span = new Set(members.map((ref) => inventory.vms.get(ref)?.host));
    const what = verdict === "applies" ? plural(hosts ?? 0, "host") : verdict;
    return `host limit on ${inventory.datastores.get(datastore)?.name ?? datastore}: ${what} (${reason}), ${plural(members.length, "member")} on ${span.has(undefined) ? "an unknown number of hosts" : plural(span.size, "host")}, ${riskText(risk)}`;
  });
}

function riskText(risk: HaRisk | undefined): string {
  return risk === undefined ? "HA risk unknown" : risk.guaranteed ? "HA restart guaranteed" : `HA risk up to ${(risk.worst * 100).toFixed(1)} %`;
}

/** What it takes to make every member stand alone. */
export function unlinkingWords(inventory: InventoryView, group: CloneGroup): readonly string[] {
  const { space, missing } = foreseeUnlinkAll(inventory, group);
  const costs = space.map(({ datastore, copiedBytes, freeAfterBytes }) => `${sizeText(copiedBytes)} on ${inventory.datastores.get(datastore)?.name ?? datastore}, ${freeAfterBytes !== undefined && freeAfterBytes < 0 ? `${sizeText(-freeAfterBytes)} more than there is` : `${sizeText(freeAfterBytes)} free after`}`);
  if (costs.length === 0 && missing.length === 0) return [];
  return [`to unlink all: ${costs.length === 0 ? "not known" : costs.join("; ")}${missing.length === 0 ? "" : ` (missing ${missing.slice(0, 2).join(", ")}${missing.length > 2 ? ` and ${missing.length - 2} more` : ""})`}`];
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
