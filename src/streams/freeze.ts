/**
 * Time that nobody saw does not count: while vCenter is out of sight, or tetherd is not running, nothing says whether a condition went on holding. The clock of
 * `for:` stands still from the last confirmed state to the next; what fires goes on firing. Only of the vCenter itself more is known: that it is out of sight.
 */
import type { LineState } from "./line-state.js";
import type { Outcome } from "./outcome.js";

/** While something waits for its time, the last confirmed moment is saved this often: a restart counts at most so much too little. */
const seenSaveMs = 15_000;

/** The full state is there again: what was pending when sight was lost waits on from then. */
export function thaw(state: LineState): void {
  const from = state.blindFrom;
  state.blindFrom = undefined;
  state.outOfSightSince = undefined;
  if (from === undefined) return;
  for (const [key, episode] of state.episodes) {
    if (episode.subject.kind !== "vcenter" && episode.state === "pending" && episode.frozenAt === undefined) state.episodes.set(key, { ...episode, frozenAt: Math.max(from, episode.since) });
  }
}

/** Sight is lost, or a watch was closed; the next full state thaws. */
export function freeze(state: LineState): void {
  state.blindFrom ??= state.lastDataAt;
}

export function saveSeen(state: LineState, now: number, outcome: Outcome): void {
  if (now - state.seenSavedAt < seenSaveMs) return;
  state.seenSavedAt = now;
  if (!somethingWaits(state)) return;
  outcome.save({ kind: "checkpoint", id: "seen" }, { at: state.lastDataAt });
}

function somethingWaits({ wakeAt, episodes }: LineState): boolean {
  for (const key of wakeAt.keys()) if (episodes.get(key)?.state === "pending") return true;
  return false;
}
