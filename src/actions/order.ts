/**
 * In which order waiting actions are looked at: what is urgent first, then one of each policy in turn, then who has waited longest. Pure; whether one may begin
 * is another question.
 */
import { severities, type Severity } from "../policies/decision.js";

export interface Waiting {
  readonly id: string;
  readonly policy: string;
  /** See `urgencyOf`. */
  readonly urgency: number;
  /** ms since the epoch. */
  readonly since: number;
}

/** What a person asks for goes first; then by what the policy's alert would say. */
export function urgencyOf(byHand: boolean, severity: Severity | undefined): number {
  return byHand ? severities.length + 1 : severity === undefined ? 0 : severities.indexOf(severity) + 1;
}

/** `atWork`: by policy, how many are being carried out: who has fewest comes first. */
export function inTurn(waiting: readonly Waiting[], atWork: ReadonlyMap<string, number>): readonly Waiting[] {
  const lines = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const key = `${one.urgency} ${one.policy}`;
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [one]);
    else line.push(one);
  }
  const placed = [...lines.values()].flatMap((line) => {
    line.sort((a, b) => a.since - b.since || compare(a.id, b.id));
    return line.map((one, index) => ({ one, turn: (atWork.get(one.policy) ?? 0) + index }));
  });
  return placed.sort((a, b) => b.one.urgency - a.one.urgency || a.turn - b.turn || a.one.since - b.one.since || compare(a.one.id, b.one.id)).map(({ one }) => one);
}

/**
 * The same when only `most` can be looked at: half of them are those whose turn it is, the others those who were not `looked` at lately, so that
 * many who wait for one thing keep nobody from sight who waits for another.
 */
export function inSight(order: readonly Waiting[], most: number, looked: ReadonlySet<string>): readonly Waiting[] {
  if (order.length <= most) return order;
  const [first, rest] = [order.slice(0, Math.ceil(most / 2)), order.slice(Math.ceil(most / 2))];
  return [...first, ...rest.filter(({ id }) => !looked.has(id)), ...rest.filter(({ id }) => looked.has(id))];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
