/** Findings as one writes them down by hand: names for references, one line per level, datastore ds0 left unsaid. */
import type { Findings, GroupFinding, LevelFinding } from "./findings.js";

export interface SpokenEstate {
  readonly vms: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly groups: readonly Readonly<Record<string, string>>[];
}

/** `nameOf` tells the name of a VM, snapshot or datastore. */
export function spoken(findings: Findings, nameOf: (ref: string) => string): SpokenEstate {
  const names = (refs: readonly string[]): string => refs.map(nameOf).sort().join(" ");
  const file = (key: string): string => {
    const [datastore = "", ...path] = key.split(":");
    return `${nameOf(datastore) === "ds0" ? "" : `[${nameOf(datastore)}] `}${path.join(":")}`;
  };
  const level = ({ role, file: key, pinnedBy, sharedWith }: LevelFinding): string =>
    [role, file(key), ...(pinnedBy.length > 0 ? ["by", names(pinnedBy)] : []), ...(sharedWith.length > 0 ? ["with", names(sharedWith)] : [])].join(" ");
  const group = ({ name, owner, base, members, limit, risk }: GroupFinding): Readonly<Record<string, string>> => ({
    name, ...(owner === undefined ? {} : { owner: nameOf(owner) }), base: file(base), members: names(members), limit: `${limit.verdict} ${limit.hosts ?? "?"}`,
    ...(risk?.slotFree === 0 && risk.slotHeld === 0 ? {} : { risk: risk === undefined ? "unknown" : `${risk.slotFree} or ${risk.slotHeld}` }),
  });
  return {
    vms: Object.fromEntries(Object.entries(findings.vms).map(([ref, vm]) => [nameOf(ref), vm.disks.map(({ levels }) => levels.map(level))])),
    groups: findings.groups.map(group).sort((a, b) => ((a["name"] ?? "") < (b["name"] ?? "") ? -1 : 1)),
  };
}
