/** How many alerts of each policy there are, by state, and for how many subjects it cannot be judged. It only counts. */
import type { LiveView } from "../streams/live-line.js";

export interface PolicyTally {
  readonly policy: string;
  readonly pending: number;
  readonly firing: number;
  readonly silenced: number;
  readonly flapping: number;
  readonly storm: number;
  readonly unknown: number;
}

/** One line per policy in force or with an episode, so that a figure goes to 0 rather than away. */
export function tallyOf({ policies, episodes, unknown }: Pick<LiveView, "policies" | "episodes" | "unknown">): readonly PolicyTally[] {
  const counts = new Map<string, { -readonly [Name in Exclude<keyof PolicyTally, "policy">]: number }>();
  const of = (policy: string): NonNullable<ReturnType<typeof counts.get>> => {
    const known = counts.get(policy) ?? { pending: 0, firing: 0, silenced: 0, flapping: 0, storm: 0, unknown: 0 };
    counts.set(policy, known);
    return known;
  };
  for (const { name } of policies?.policies ?? []) of(name);
  for (const { policy, state, published, silencedBy, flapping, storm } of episodes.values()) {
    const count = of(policy);
    if (state === "pending") count.pending++;
    if (published === undefined) continue;
    count.firing++;
    if (silencedBy !== undefined) count.silenced++;
    if (flapping !== undefined) count.flapping++;
    if (storm !== undefined) count.storm++;
  }
  for (const { policy } of unknown.values()) of(policy).unknown++;
  return [...counts].map(([policy, count]) => ({ policy, ...count }));
}
