/** One log line per policy that a reload changes: what begins, ends and is asked for now, and loudly what deserves a second look. */
import type { PolicyEffect } from "../../policies/swap-effect.js";
import type { Logger } from "../logger.js";

/** Names told of each list. */
const mostNames = 20;

export function logEffects(log: Logger, effects: readonly PolicyEffect[]): void {
  for (const { policy, change, mode, modeBefore, severities, scope, matches, fires, resolves, acts, unknown, warnings } of effects) {
    const fields = { policy, change, mode, ...(modeBefore === undefined ? {} : { modeBefore }), ...(severities.length === 0 ? {} : { severities: some(severities) }), scope, matches, unknown, fires: some(fires), resolves: some(resolves), acts: some(acts) };
    const sentence = `${policy} is ${change}: ${count(fires.length, "alert")} would begin, ${resolves.length} would resolve, ${severities.length === 0 ? "" : `${severities.length} would have another severity, `}${count(acts.length, "action")} would be asked for`;
    if (warnings.length > 0) log.warn({ ...fields, warnings }, `${sentence}. LOOK TWICE: ${warnings.join("; ")}`);
    else log.info(fields, sentence);
  }
}

function some(names: readonly string[]): { readonly count: number; readonly names: readonly string[] } {
  return { count: names.length, names: names.slice(0, mostNames) };
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}
