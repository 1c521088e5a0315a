/**
 * Keeps the roster of watched vCenters, and ends the alerts of those that were taken out of the settings: some minutes after the start, or when a person says so.
 * A daemon that only moves a vCenter to another daemon's settings has those minutes to start the other one.
 */
import { forgetVCenter } from "../streams/forget-vcenter.js";
import type { Bus } from "../bus/connect-bus.js";
import type { CommandDoor } from "../bus/command-door.js";
import type { RosterEntry } from "../bus/roster.js";
import { describeError } from "../shared/errors.js";
import { orphansOf } from "./forgotten-vcenters.js";
import type { Logger } from "./logger.js";

const removed = "vCenter removed from the settings";

/** Node turns longer timers than this into immediate ones. */
const longestTimerMs = 2 ** 31 - 1;

export interface ForgetParts {
  readonly bus: Pick<Bus, "roster" | "ledger">;
  readonly door: Pick<CommandDoor, "attend" | "attended">;
  readonly vcenters: readonly { readonly name: string; readonly url: string }[];
  /** How long after the start vCenters that are not in the settings are looked for. */
  readonly afterMs: number;
  readonly log: Logger;
  readonly stop: AbortSignal;
}

export class ForgetVCenters {
  readonly #parts: ForgetParts;
  readonly #seen = new Map<string, string>();
  readonly #told = new Set<string>();
  /** Instance UUIDs by name, of what was watched before and is watched by no other daemon. */
  readonly #lastKnown = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: ForgetParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#look(), Math.min(parts.afterMs, longestTimerMs));
    this.#timer.unref();
    void this.#attendKnown();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** The instance UUID that this vCenter of the settings had when a daemon watched it last; undefined while that is not known, or another daemon may watch it now. */
  lastKnown(name: string): string | undefined {
    return this.#lastKnown.get(name);
  }

  /** A vCenter of the settings has answered. */
  opened(name: string, instanceUuid: string): void {
    const { vcenters, bus, log, stop } = this.#parts;
    const url = vcenters.find((one) => one.name === name)?.url;
    if (url === undefined || this.#seen.get(url) === instanceUuid) return;
    this.#seen.set(url, instanceUuid);
    bus.roster.put({ instanceUuid, name, url, beside: vcenters.map((one) => one.url) }, stop)
      .catch((error: unknown) => { if (!stop.aborted) log.warn({ vcenter: name }, `the roster of vCenters is not up to date: ${describeError(error)}`); });
  }

  /** By name or instance UUID. Returns a sentence saying why not, or how many alerts were resolved. */
  async forget(vcenter: string, signal: AbortSignal): Promise<string | number> {
    const known = (await this.#parts.bus.roster.list(signal)).filter(({ name, instanceUuid }) => name === vcenter || instanceUuid === vcenter);
    const [entry] = known;
    if (entry === undefined) return `no daemon of this site ever watched "${vcenter}"`;
    if (known.length > 1) return `"${vcenter}" is the name of ${known.length} vCenters; use an instance UUID: ${known.map(({ instanceUuid }) => instanceUuid).join(", ")}`;
    if (this.#parts.vcenters.some(({ url }) => url === entry.url)) return `it is in this daemon's settings: remove it there first`;
    if (await this.#parts.door.attended(entry.instanceUuid, signal)) return "a daemon watches it now: remove it from that daemon's settings first";
    return this.#end(entry, signal);
  }

  /** What is in the settings is attended from the start, also before it answers: nobody else may end its alerts. */
  async #attendKnown(): Promise<void> {
    const { bus, door, vcenters, stop } = this.#parts;
    const roster = await bus.roster.list(stop).catch(() => []);
    for (const { instanceUuid, url } of roster) {
      const mine = vcenters.find((one) => one.url === url);
      if (mine === undefined || stop.aborted) continue;
      if (!(await door.attended(instanceUuid, stop).catch(() => true))) this.#lastKnown.set(mine.name, instanceUuid); // in the order in which they were watched: the last counts
      door.attend({ name: mine.name, instanceUuid });
    }
  }

  async #look(): Promise<void> {
    const { bus, door, vcenters, log, stop } = this.#parts;
    try {
      const { ours, strange } = orphansOf(await bus.roster.list(stop), { urls: vcenters.map(({ url }) => url), seen: this.#seen });
      for (const entry of ours) if (!(await door.attended(entry.instanceUuid, stop))) await this.#end(entry, stop);
      for (const { name, instanceUuid } of strange) {
        if (this.#told.has(instanceUuid) || (await door.attended(instanceUuid, stop))) continue;
        this.#told.add(instanceUuid);
        log.warn({ vcenter: name, instanceUuid }, `nobody watches vCenter ${name} any more; should that be meant, resolve its alerts with: tetherd vcenter forget ${name}`);
      }
    } catch (error) {
      if (!stop.aborted) log.warn({}, `vCenters that nobody watches any more could not be looked for: ${describeError(error)}`);
    }
  }

  async #end(entry: RosterEntry, signal: AbortSignal): Promise<number> {
    const resolved = await forgetVCenter(this.#parts.bus.ledger(), entry.instanceUuid, removed, Date.now(), signal);
    await this.#parts.bus.roster.put({ ...entry, forgottenAt: new Date().toISOString() }, signal);
    this.#parts.log.info({ vcenter: entry.name, instanceUuid: entry.instanceUuid, resolved }, `vCenter ${entry.name} is watched no more: ${resolved} alerts are resolved`);
    return resolved;
  }
}
