/**
 * The lines of a whole model and, for who follows it, of every update set that is applied afterwards. The model is held as it was when it was
 * asked for, whatever happens while its lines are on their way; nothing is missed in between and nothing told twice.
 */
import { once } from "node:events";
import { retell } from "../../inventory/retelling.js";
import type { LiveLine, LiveView } from "../../streams/live-line.js";
import { slices } from "./slices.js";
import type { InventoryHeader, InventoryLine } from "./wire.js";

export interface InventoryTelling {
  readonly view: LiveView;
  readonly vcenter: string;
  readonly now: number;
  /** The line, for who wants what comes afterwards. */
  readonly follow?: LiveLine;
  readonly signal: AbortSignal;
}

/** After so long without a change an empty set says that the line still follows. */
const quietMs = 10_000;
/** Updates that may wait for a follower who does not keep up; then it is cut and begins anew. */
const mostWaiting = 100_000;

/** To be called in the same breath as the line was looked at. */
export function inventoryLines({ view, vcenter, now, follow, signal }: InventoryTelling): AsyncIterable<string> {
  const { groups, updates } = retell(view.inventory);
  const header: InventoryHeader = { vcenter, instanceUuid: view.instanceUuid, dataAgeMs: now - view.lastDataAt, hostLimit: view.world.hostLimit, historyLostAt: view.world.vcenter?.history?.lostAt, ...busyOf(view), groups };
  const model = slices(modelLines(header, updates));
  return follow === undefined ? model : followed(model, new Backlog(follow, signal), signal);
}

function* modelLines(header: InventoryHeader, updates: Iterable<unknown>): Generator {
  yield { header };
  let count = 0;
  for (const update of updates) {
    count++;
    yield update;
  }
  yield { end: count };
}

function busyOf({ world: { busyVms, busyWith } }: LiveView): Pick<InventoryHeader, "busy"> {
  return busyVms === undefined ? {} : { busy: [...busyVms].map((vm) => [vm, busyWith?.get(vm) ?? null] as const) };
}

async function* followed(model: AsyncIterable<string>, backlog: Backlog, signal: AbortSignal): AsyncGenerator<string> {
  try {
    yield* model;
    while (!signal.aborted) {
      yield* slices(backlog.take());
      if (backlog.ended) return;
      await backlog.rings(AbortSignal.any([signal, AbortSignal.timeout(quietMs)]));
    }
  } finally {
    backlog.end();
  }
}

/** What was applied and not yet sent. */
class Backlog {
  readonly #bell = new EventTarget();
  readonly end: () => void;
  #lines: InventoryLine[] = [];
  #waiting = 0;
  #over = false;

  constructor(line: LiveLine, signal: AbortSignal) {
    this.end = line.follow({
      told: ({ updates, truncated }) => {
        this.#waiting += updates.length;
        if (this.#waiting > mostWaiting) this.#close("this reader does not keep up with vCenter's changes");
        else if (!this.#over) this.#add({ then: updates, truncated });
      },
      lost: () => this.#close(`vCenter ${line.vcenter} cannot be seen any more`),
    });
    signal.addEventListener("abort", this.end, { once: true });
  }

  /** The last line has been taken. */
  get ended(): boolean {
    return this.#over && this.#lines.length === 0;
  }

  take(): readonly InventoryLine[] {
    const lines = this.#lines.length === 0 ? [{ then: [], truncated: false }] : this.#lines;
    this.#lines = [];
    this.#waiting = 0;
    return lines;
  }

  async rings(signal: AbortSignal): Promise<void> {
    if (this.#lines.length === 0) await once(this.#bell, "told", { signal }).catch(() => undefined); // nothing came for a while, or the reader went away
  }

  #close(lost: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#lines = [{ lost }];
    this.#bell.dispatchEvent(new Event("told"));
  }

  #add(line: InventoryLine): void {
    this.#lines.push(line);
    this.#bell.dispatchEvent(new Event("told"));
  }
}
