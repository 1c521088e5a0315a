/**
 * The breaker: after repeated failures nothing more of a kind is begun for a while, then one trial may pass, and its outcome closes the breaker or opens it for
 * twice as long (reliability 4.4). Pure, on records of the desk.
 */
import type { Breaker } from "./desk.js";

export interface BreakerRule {
  readonly failures: number;
  readonly withinMs: number;
  readonly openMs: number;
  readonly mostOpenMs: number;
}

export const breakerRule: BreakerRule = { failures: 5, withinMs: 120_000, openMs: 60_000, mostOpenMs: 900_000 };

const closed: Breaker = { failures: [] };

/** Whether an action may pass now; as a trial, when the breaker has been open long enough and nobody else is trying. */
export function mayPass(breaker: Breaker | undefined, id: string, now: number): "yes" | "trial" | "no" {
  if (breaker?.openUntil === undefined) return "yes";
  if (now < breaker.openUntil) return "no";
  return breaker.trial === undefined || breaker.trial === id ? "trial" : "no";
}

export function withTrial(breaker: Breaker, id: string): Breaker {
  return { ...breaker, trial: id };
}

/** After a success, or an end that says nothing about vCenter (`neutral`): a trial that ends neutrally lets another one try. */
export function passed(breaker: Breaker | undefined, id: string, outcome: "success" | "neutral"): Breaker {
  if (breaker === undefined) return closed;
  if (outcome === "neutral") return breaker.trial === id ? without(breaker, "trial") : breaker;
  return breaker.openUntil === undefined || breaker.trial === id ? closed : breaker;
}

export function failed(breaker: Breaker | undefined, id: string, now: number, rule: BreakerRule = breakerRule): Breaker {
  const before = breaker ?? closed;
  if (before.trial === id) {
    const openForMs = Math.min(rule.mostOpenMs, (before.openForMs ?? rule.openMs) * 2);
    return { failures: [], openUntil: now + openForMs, openForMs };
  }
  const failures = [...before.failures.filter((at) => now - at < rule.withinMs), now];
  if (before.openUntil !== undefined) return before;
  return failures.length >= rule.failures ? { failures: [], openUntil: now + rule.openMs, openForMs: rule.openMs } : { failures };
}

function without(breaker: Breaker, name: "trial"): Breaker {
  return Object.fromEntries(Object.entries(breaker).filter(([key]) => key !== name)) as unknown as Breaker;
}
