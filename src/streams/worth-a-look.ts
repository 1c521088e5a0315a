/**
 * Which objects whose facts wait for a cause are worth comparing in this turn: in a burst thousands wait, and most turns bring nothing new for them.
 * It decides nothing about facts; an object that changed is always looked at.
 */
import type { Ref } from "../inventory/updates.js";
import type { DigestKind, LineState, Waiting } from "./line-state.js";

/** An object that goes on changing is told of after this many settling times at the latest. */
export const mostSettles = 2;

/** What one settling of facts goes by. */
export interface Looking {
  readonly state: LineState;
  /** ms since the epoch. */
  readonly now: number;
  readonly settleMs: number;
  /** Objects that events or tasks were told of since the last time. */
  readonly news: ReadonlySet<Ref>;
  /** VMs looked at so far: VMs come first. */
  readonly looked: ReadonlySet<Ref>;
}

/** Of an object that did not change since it was last looked at. */
export function worthALook({ state, now, settleMs, news, looked }: Looking, kind: DigestKind, id: string, { since, touchedAt }: Waiting): boolean {
  if (news.has(id) || now - touchedAt >= settleMs || now - since >= mostSettles * settleMs) return true;
  if (kind !== "group") return false;
  const concerned = (ref: Ref): boolean => news.has(ref) || looked.has(ref);
  const before = state.digests.get({ kind, id });
  return (before?.kind === "group" && before.members.some(concerned)) || state.inventory.groups.get(id)?.members.some(concerned) === true;
}
