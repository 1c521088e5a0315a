/** History that vCenter no longer has, as facts: never silence. The resync that follows finds what the gap hid, except for events that leave no state. */
import type { Fact } from "../inventory/facts.js";
import type { PolicySet } from "../policies/policy-set.js";
import type { LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

/** Empties `state.gaps`. Policies that begin with events may have missed some: each fact names them, and each is reported. */
export function gapFacts(state: LineState, { policies }: PolicySet, now: number, outcome: Outcome): readonly Fact[] {
  if (state.gaps.length > 0) state.historyLostAt = now;
  const missing = policies.filter(({ mode, events }) => mode !== "off" && events !== undefined).map(({ name }) => name);
  return state.gaps.splice(0).map((gap) => {
    for (const policy of missing) outcome.reports.push({ kind: "missed", policy, reason: gap.reason });
    return {
      kind: "ingest.gap",
      subject: state.instanceUuid,
      subjectName: undefined,
      at: gap.to,
      observedAt: now,
      cause: { via: "unknown" },
      before: { handledUpTo: gap.from ?? null },
      after: { readableFrom: gap.to ?? null, reason: gap.reason, policiesThatMayHaveMissedEvents: missing },
      occurrence: `${gap.from ?? ""}..${gap.to ?? ""}`,
    };
  });
}
