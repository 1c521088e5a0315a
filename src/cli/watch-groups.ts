/**
 * `tetherd groups --watch`: the picture drawn anew in place on a terminal, or a line for each group that has changed where there is none.
 * It draws what has changed since, not more often than asked for; Ctrl-C ends it.
 */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Observation } from "../app/observation.js";
import { describeError } from "../shared/errors.js";
import type { GroupFigures } from "./group-figures.js";
import type { Chosen } from "./group-query.js";
import { groupTable } from "./group-table.js";
import type { Palette } from "./palette.js";
import { paletteFor } from "./palette.js";
import { Screen } from "./screen.js";

export interface Watching {
  readonly observe: (signal: AbortSignal, tell: (sentence: string) => void) => Promise<readonly Observation[]>;
  readonly choose: (observations: readonly Observation[]) => Chosen;
  readonly draw: (chosen: Chosen, observations: readonly Observation[], palette: Palette, width: number | undefined) => readonly string[];
  readonly seconds: number;
  readonly tell: (sentence: string) => void;
}

/** Ends with Ctrl-C or SIGTERM. Throws when the first look fails; a later loss is told, and looked again. */
export async function watchGroups(watching: Watching): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  const screen = process.stdout.isTTY ? new Screen(process.stdout) : undefined;
  const tell = screen === undefined ? watching.tell : (sentence: string): void => screen.notice(sentence);
  const show = screen === undefined ? changedLines() : undefined;
  try {
    const stopped = (): boolean => stop.signal.aborted;
    for (let looked = false; !stopped();) {
      try {
        const observations = await watching.observe(stop.signal, tell);
        looked = true;
        await follow(watching, observations, stop.signal, () => {
          const chosen = watching.choose(observations);
          if (screen !== undefined) screen.draw(watching.draw(chosen, observations, paletteFor(process.stdout), screen.width));
          else show?.(chosen.groups);
        });
      } catch (error) {
        if (stopped()) break;
        if (!looked) throw error;
        tell(describeError(error));
        await pause(watching.seconds * 1_000, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  } finally {
    screen?.leave();
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

/** Draws at once and after changes, until one of the vCenters is lost, which is thrown. */
async function follow({ seconds }: Watching, observations: readonly Observation[], stop: AbortSignal, draw: () => void): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const bell = new EventTarget();
  let changed = true;
  const losses = observations.map(async (one) => {
    const changes = one.changes()[Symbol.asyncIterator]();
    while (!signal.aborted && (await changes.next()).done !== true) {
      changed = true;
      bell.dispatchEvent(new Event("changed"));
    }
    await changes.return?.();
  });
  const drawing = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!changed) await once(bell, "changed", { signal });
      changed = false;
      draw();
      await pause(seconds * 1_000, undefined, { signal });
    }
  };
  try {
    await Promise.race([drawing(), Promise.all(losses)]);
  } finally {
    over.abort();
    await Promise.allSettled(losses.map(async (loss) => Promise.race([loss, pause(1_000)])));
  }
}

/** A line for each group that is others than it was when it was last shown; all of them the first time. */
function changedLines(): (groups: readonly GroupFigures[]) => void {
  const plain: Palette = { strong: String, faint: String, good: String, warn: String, bad: String };
  let before = new Map<string, string>();
  return (groups) => {
    const [titles = "", ...rows] = groupTable(groups, plain, undefined);
    const now = new Map(groups.map(({ group }, index) => [group.id, (rows[index] ?? "").replace(/ {3,}/g, "  ")]));
    const lines = [...now].filter(([id, row]) => before.get(id) !== row).map(([, row]) => row);
    const gone = [...before].filter(([id]) => !now.has(id)).map(([, row]) => `gone: ${row}`);
    const at = new Date().toISOString();
    if (before.size === 0 && lines.length > 0) process.stdout.write(`${"TIME".padEnd(at.length)}  ${titles.replace(/ {3,}/g, "  ")}\n`);
    process.stdout.write([...lines, ...gone].map((line) => `${at}  ${line}\n`).join(""));
    before = now;
  };
}
