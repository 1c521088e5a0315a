/**
 * How many objects a policy wants to touch within an hour, and how many it may before a person is asked (reliability Y6): a policy that suddenly matches
 * everything is more likely a mistake than a wish. Pure.
 */
import type { Intent } from "./intent.js";

const hourMs = 3_600_000;

export interface BlastRule {
  /** Objects in an hour that are always allowed. */
  readonly entities: number;
  /** Share of the policy's scope that is allowed where that is more. */
  readonly percent: number;
}

/** Objects for which the policy asked within the last hour and since a person last let it go on. */
export function touchedBy(policy: string, intents: Iterable<Intent>, now: number, allowedSince: number): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { request, sender } of intents) {
    const at = Date.parse(request.requestedAt);
    if (sender === undefined && request.policy === policy && now - at < hourMs && at > allowedSince) touched.add(request.target.id);
  }
  return touched;
}

export function mostTouched(rule: BlastRule, scope: number): number {
  return Math.max(rule.entities, Math.floor((scope * rule.percent) / 100));
}
