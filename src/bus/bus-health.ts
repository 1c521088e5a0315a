/**
 * What the bus knows of its own condition, as data, and the few log lines an operator should read: one when it goes, one when it is back.
 * It only takes reports; it asks nobody.
 */
import type { BusLog } from "./bus-settings.js";
import type { BusError } from "./errors.js";

export interface BusHealth {
  /** The connection to a NATS server stands. */
  readonly connected: boolean;
  /** Streams and buckets are declared and writable. */
  readonly jetstream: boolean;
  /** `connected`, `jetstream` and nothing refuses to take more. */
  readonly ready: boolean;
  /** Why it is not ready, with the cure. */
  readonly reason?: string;
  /** RFC 3339: since when it is ready, or not. */
  readonly since: string;
  /** The last trouble, kept after it has passed. */
  readonly lastError: { readonly code: string; readonly message: string; readonly at: string } | undefined;
  readonly server: string | undefined;
  readonly version: string | undefined;
}

export class HealthBook {
  readonly #log: BusLog;
  #connected = false;
  #jetstream = false;
  #since = Date.now();
  #everReady = false;
  #trouble: BusError | undefined;
  #lastError: BusHealth["lastError"];
  #server: { readonly address: string; readonly version: string } | undefined;
  /** By stream: what refuses to take more. */
  readonly #blocked = new Map<string, BusError>();

  constructor(log: BusLog) {
    this.#log = log;
  }

  get current(): BusHealth {
    const ready = this.#isReady;
    const problem = ready ? undefined : (this.#trouble ?? [...this.#blocked.values()][0]);
    const reason = ready ? undefined : problem === undefined ? "connecting" : problem.hint === undefined ? problem.message : `${problem.message}. ${problem.hint}`;
    return {
      connected: this.#connected, jetstream: this.#jetstream, ready, ...(reason === undefined ? {} : { reason }),
      since: new Date(this.#since).toISOString(), lastError: this.#lastError, server: this.#server?.address, version: this.#server?.version,
    };
  }

  get #isReady(): boolean {
    return this.#connected && this.#jetstream && this.#blocked.size === 0;
  }

  connected(address: string, version: string): void {
    this.#connected = true;
    this.#server = { address, version };
  }

  disconnected(why: BusError): void {
    this.#connected = false;
    this.notUsable(why);
  }

  /** Streams cannot be used. Told once per different sentence, and again after it was usable. */
  notUsable(why: BusError): void {
    const wasReady = this.#isReady;
    this.#jetstream = false;
    if (wasReady) this.#since = Date.now();
    this.#note(why);
    if (this.#trouble?.message === why.message) return;
    this.#trouble = why;
    const details = { code: why.code, hint: why.hint };
    if (why.retryable) this.#log.warn(details, `NATS: ${why.message}; waiting`);
    else this.#log.error(details, `NATS: ${why.message}`);
  }

  usable(): void {
    if (this.#jetstream) return;
    const awayMs = Date.now() - this.#since;
    this.#jetstream = true;
    this.#since = Date.now();
    if (!this.#everReady) this.#log.info({ server: this.#server?.address, version: this.#server?.version }, "NATS: connected, streams are declared");
    else this.#log.info({ awayMs, server: this.#server?.address }, "NATS: back, continuing");
    this.#everReady = true;
    this.#trouble = undefined;
  }

  /** A stream takes no more: back-pressure, told once until it takes messages again. */
  blocked(stream: string, why: BusError): void {
    this.#note(why);
    if (this.#blocked.has(stream)) return;
    if (this.#isReady) this.#since = Date.now();
    this.#blocked.set(stream, why);
    this.#log.warn({ code: why.code, hint: why.hint, stream }, `NATS: ${why.message}; waiting`);
  }

  worked(stream: string): void {
    if (this.#blocked.size === 0 || !this.#blocked.delete(stream)) return;
    if (this.#isReady) this.#since = Date.now();
    this.#log.info({ stream }, `NATS: ${stream} takes messages again`);
  }

  #note(why: BusError): void {
    this.#lastError = { code: why.code, message: why.message, at: new Date().toISOString() };
  }
}
