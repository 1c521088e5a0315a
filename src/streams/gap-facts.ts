/** History that vCenter no longer has, as facts: never silence. The resync that follows finds what the gap hid. */
import type { Fact } from "../inventory/facts.js";
import type { LineState } from "./line-state.js";

/** Empties `state.gaps`. */
export function gapFacts(state: LineState, now: number): readonly Fact[] {
  return state.gaps.splice(0).map((gap) => ({
    kind: "ingest.gap",
    subject: state.instanceUuid,
    subjectName: undefined,
    at: gap.to,
    observedAt: now,
    cause: { via: "unknown" },
    before: { handledUpTo: gap.from ?? null },
    after: { readableFrom: gap.to ?? null, reason: gap.reason },
    occurrence: `${gap.from ?? ""}..${gap.to ?? ""}`,
  }));
}
