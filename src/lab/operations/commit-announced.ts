/**
 * An effect and how it is announced: with the task's end as a rule, and earlier, later or piece by piece when the jitter nuisances say so (vim-facts 10.3).
 * The effect itself always happens at once; only what watchers hear is moved.
 */
import type { VimValue } from "../wire/vim-value.js";
import type { Change } from "../world/change-log.js";
import type { World } from "../world/world.js";

/** Between the pieces of "split-changes" and for "early" and "late" without a delay, in ms of lab time. */
const defaultPieceMs = 50;
const defaultDelayMs = 1_000;

/** Commits; `settleMs` is how long the task's success has to wait after it. Throws what `commit` throws. */
export function commitAnnounced(world: World, where: { readonly method: string; readonly object: string }, commit: () => VimValue): { readonly result: VimValue; readonly settleMs: number } {
  const early = world.nuisances.strikes("properties-early", where);
  const late = world.nuisances.strikes("properties-late", where);
  const split = world.nuisances.strikes("split-changes", where);
  if (early === undefined && late === undefined && split === undefined) return { result: commit(), settleMs: 0 };
  const { result, changes } = world.changes.capture(commit);
  const aboutEvents = (change: Change) => change.ref.type === "EventManager";
  world.changes.publish(changes.filter(aboutEvents));
  const held = changes.filter((change) => !aboutEvents(change));
  const pieces = split === undefined ? [held] : held.flatMap(inPieces).map((piece) => [piece]);
  const startMs = late === undefined ? 0 : late.delayMs ?? defaultDelayMs;
  const pieceMs = split?.delayMs ?? defaultPieceMs;
  for (const [index, piece] of pieces.entries()) {
    const atMs = startMs + index * pieceMs;
    if (atMs === 0) world.changes.publish(piece);
    else world.clock.after(atMs, () => { world.changes.publish(piece); });
  }
  return { result, settleMs: early === undefined ? 0 : early.delayMs ?? defaultDelayMs };
}

function inPieces(change: Change): readonly Change[] {
  return change.kind === "touched" ? change.paths.map((path) => ({ ...change, paths: [path] })) : [change];
}
