/** Turns that are a pure function of their number, so that a reader can tell from the last number alone what must be stored and saved. */
import type { Turn } from "../../../src/bus/turn.js";
import { action, alert, fact, resolved } from "../samples.js";

const alerts = 7;
const keys = 40;

/** Turn n, from 1. Every 20th is larger than one journal record. */
export function numberedTurn(n: number): Turn {
  const fingerprint = `fp${n % alerts}`;
  const transition = Math.ceil(n / alerts);
  const filling = n % 20 === 0 ? "x".repeat(30_000) : "";
  const alertOf = transition % 2 === 1 ? alert : resolved;
  return {
    messages: [
      fact({ subject: `vm-${n % keys}`, occurrence: String(n), after: { n } }),
      alertOf({ fingerprint, transition, object: { n, filling } }),
      ...(n % 3 === 0 ? [action({ id: `promote-${n}`, fingerprint })] : []),
      ...(n % 20 === 0 ? Array.from({ length: 30 }, (_, i) => fact({ kind: "vm.moved-host", subject: `vm-${i}`, occurrence: String(n), after: filling })) : []),
    ],
    puts: [
      { key: { kind: "checkpoint", id: "history" }, value: { n } },
      { key: { kind: "vm", id: `vm-${n % keys}` }, value: n % 9 === 0 ? null : { n } },
      { key: { kind: "episode", id: fingerprint }, value: { transition } },
    ],
  };
}

/** Message ids of turn n. */
export function idsOfTurn(n: number, vcenter: string): readonly string[] {
  return numberedTurn(n).messages.map((message) => {
    switch (message.kind) {
      case "alert": return `${vcenter}:${message.alert.fingerprint}:${message.alert.transition}`;
      case "action": return `${vcenter}:${message.request.id}:${message.request.state}`;
      case "shadow": return `${vcenter}:${message.alert.fingerprint}:shadow:${Date.parse(message.alert.updatedAt)}`;
      case "fact": return `${vcenter}:${message.fact.kind}:${message.fact.subject}:${message.fact.occurrence}`;
    }
  });
}

/** What is saved after turns 1 to n. */
export function stateAfter(n: number): Record<string, unknown> {
  const state = new Map<string, unknown>();
  for (let i = 1; i <= n; i++) {
    for (const { key, value } of numberedTurn(i).puts) {
      if (value === null) state.delete(`${key.kind} ${key.id}`);
      else state.set(`${key.kind} ${key.id}`, value);
    }
  }
  return Object.fromEntries([...state].sort(([a], [b]) => (a < b ? -1 : 1)));
}
