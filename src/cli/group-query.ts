/** Which clone groups are wanted, and in which order. A filter that cannot be answered for a group leaves it out and counts it: unknown is not no. */
import type { LimitVerdict } from "../inventory/model.js";
import { globMatches } from "../policies/conditions/glob.js";
import type { GroupFigures } from "./group-figures.js";

export const sortKeys = ["name", "members", "span", "risk", "bytes", "depth"] as const;
export type SortKey = (typeof sortKeys)[number];

/** Texts are globs; absent members do not filter. */
export interface GroupQuery {
  /** Part of the name or of the id. */
  readonly name?: string | undefined;
  readonly cluster?: string | undefined;
  readonly host?: string | undefined;
  readonly datastore?: string | undefined;
  readonly minSpan?: number | undefined;
  /** The restart is not guaranteed, or more hosts than permitted are spanned. */
  readonly atRisk?: boolean | undefined;
  readonly limit?: LimitVerdict | undefined;
  readonly orphaned?: boolean | undefined;
  readonly unneeded?: boolean | undefined;
  readonly sort: SortKey;
  readonly reverse: boolean;
}

export interface Chosen {
  readonly groups: readonly GroupFigures[];
  /** Groups left out because a filter could not be answered. */
  readonly undecided: number;
}

export function choose(all: readonly GroupFigures[], query: GroupQuery): Chosen {
  const answers = all.map((one) => ({ one, fits: fits(one, query) }));
  const groups = answers.filter(({ fits }) => fits === true).map(({ one }) => one).sort(orderOf(query.sort));
  return { groups: query.reverse ? groups.reverse() : groups, undecided: answers.filter(({ fits }) => fits === undefined).length };
}

/** False as soon as one filter says no; undefined while one cannot say. */
function fits(one: GroupFigures, query: GroupQuery): boolean | undefined {
  const { group, limit, risk, span } = one;
  const overSpan = limit.verdict === "applies" && limit.hosts !== undefined ? (span === undefined ? undefined : span > limit.hosts) : limit.verdict === "unknown" ? undefined : false;
  const answers: readonly (boolean | undefined)[] = [
    query.name === undefined || group.name.includes(query.name) || group.id.includes(query.name),
    ...[[query.cluster, one.clusters], [query.host, one.hosts], [query.datastore, one.datastores]].map(([wanted, names]) => wanted === undefined || matches(wanted as string, names as readonly string[])),
    query.minSpan === undefined || (span === undefined ? undefined : span >= query.minSpan),
    query.atRisk !== true || either(risk === undefined ? undefined : !risk.guaranteed, overSpan),
    query.limit === undefined || limit.verdict === query.limit,
    query.orphaned !== true || one.orphaned,
    query.unneeded !== true || (one.unneeded === undefined ? undefined : one.unneeded > 0),
  ];
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a === true || b === true ? true : a === undefined || b === undefined ? undefined : false;
}

function matches(pattern: string, names: readonly string[]): boolean {
  return names.some((name) => globMatches(pattern, name));
}

/** Names from A on, figures from the largest on, unknown ones last; groups that are equal by name and id. */
function orderOf(key: SortKey): (a: GroupFigures, b: GroupFigures) => number {
  const figure = (one: GroupFigures): number | undefined => {
    switch (key) {
      case "name": return 0;
      case "members": return one.group.members.length;
      case "span": return one.span;
      case "risk": return one.risk?.worst;
      case "bytes": return one.bytesOwn === undefined || one.bytesShared === undefined ? undefined : one.bytesOwn + one.bytesShared;
      case "depth": return one.depth;
    }
  };
  return (a, b) => (figure(b) ?? -1) - (figure(a) ?? -1) || a.group.name.localeCompare(b.group.name, "en", { numeric: true }) || (a.group.id < b.group.id ? -1 : 1);
}
