/**
 * Keeps tetherd on NATS for months: connects, declares the streams, notices every loss, and begins again, told once per outage.
 * It never gives up and never ends the process; what only a person can repair is told in `health` and tried again slowly.
 */
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { BusLog, BusSettings } from "./bus-settings.js";
import { HealthBook } from "./bus-health.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom, type Credentials } from "./credentials.js";
import { BusError } from "./errors.js";
import { explainError } from "./explain-error.js";
import { versionCaveat } from "./server-version.js";
import { openSession, type Session } from "./session.js";
import type { Topology } from "./topology.js";
import { orAborted, pause, retryDelayMs } from "./waiting.js";

const slowestRetryMs = 5_000;
/** A refused login is tried again this seldom: it is a person who must change something. */
const refusedRetryMs = 5_000;

/** How long a stop waits for what is in flight. */
const drainMs = 2_000;

export class NatsLink {
  readonly health: HealthBook;
  readonly topology: Topology;
  readonly #settings: BusSettings;
  readonly #log: BusLog;
  readonly #credentials: Credentials;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #connection: NatsConnection | undefined;
  #session: Session | undefined;
  #loss = new AbortController();
  #opened = promiseToOpen();
  /** How often each stream had to be created by this process. */
  readonly #births = new Map<string, number>();
  #refused = false;
  #caveatFor: string | undefined;

  constructor(settings: BusSettings, topology: Topology, log: BusLog) {
    this.#settings = settings;
    this.topology = topology;
    this.#log = log;
    this.#credentials = credentialsFrom(settings);
    this.health = new HealthBook(log);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** The present session, or the next one. Rejects with the signal's reason, or BUS_CLOSED. */
  async session(signal: AbortSignal): Promise<Session> {
    while (this.#session === undefined) await orAborted(this.#opened.promise, signal, this.#closing.signal);
    return this.#session;
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** A number that grows when the stream was not there and had to be created: what it held is lost. */
  births(stream: string): number {
    return this.#births.get(stream) ?? 0;
  }

  /** Something declared is not there any more: the streams are declared again before the next session. */
  distrust(session: Session): void {
    if (this.#session !== session || this.#connection === undefined) return;
    this.#lose();
    void this.#prepare(this.#connection, this.#loss.signal);
  }

  /** Sends what is in flight, then closes. Never throws. */
  async close(): Promise<void> {
    this.#closing.abort(new BusError("BUS_CLOSED", "Cannot use NATS: tetherd is stopping"));
    this.#lose();
    const connection = this.#connection;
    if (connection !== undefined) {
      // Draining waits for an answer, which a frozen or lost server does not give.
      await orAborted(connection.drain(), AbortSignal.timeout(drainMs)).catch(() => connection.close());
    }
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#closing.signal.aborted;) {
      try {
        const connection = await orAborted(this.#dial(), this.#closing.signal);
        attempt = 0;
        await this.#serve(connection);
      } catch (error) {
        if (this.#stopping) return;
        const trouble = explainError(error, this.#settings.servers.join(", "));
        this.health.disconnected(trouble.error);
        await pause(trouble.kind === "config" ? refusedRetryMs : retryDelayMs(attempt++, Math.random(), slowestRetryMs), this.#closing.signal).catch(() => undefined);
      }
    }
  }

  /** Read through a method, because it changes while awaiting. */
  get #stopping(): boolean {
    return this.#closing.signal.aborted;
  }

  /**
   * One attempt per server. The client's own `waitOnFirstConnect` is not used: it retries in silence, so a wrong password would never be told.
   */
  async #dial(): Promise<NatsConnection> {
    await this.#credentials.refresh();
    const connection = await connect(connectOptions(this.#settings, this.#credentials, () => (this.#refused ? refusedRetryMs : 200 + Math.random() * 300)));
    if (this.#stopping) await connection.close();
    return connection;
  }

  /** Until the client closes the connection for good, which it does only for reasons of its own. */
  async #serve(connection: NatsConnection): Promise<void> {
    this.#connection = connection;
    this.#connected(connection);
    const watching = this.#watch(connection);
    const why = await connection.closed();
    this.#lose();
    this.#connection = undefined;
    await watching;
    if (!this.#stopping) throw why ?? new BusError("BUS_UNREACHABLE", "Cannot go on with NATS: the connection was closed", { retryable: true });
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const event of connection.status()) {
      switch (event.type) {
        case "disconnect":
          this.#lose();
          this.#refreshCredentials();
          if (this.#stopping || this.#refused) break; // a refusal is followed by a disconnect, and says more
          this.health.disconnected(new BusError("BUS_UNREACHABLE", `Cannot reach NATS at ${event.server}: the connection was lost`, {
            hint: "tetherd waits for it and continues where it was", retryable: true,
          }));
          break;
        case "reconnect":
          this.#connected(connection);
          break;
        case "error": {
          const { kind, error } = explainError(event.error, connection.getServer());
          if (error.code !== "BUS_AUTH_REFUSED" || kind !== "config") break; // permission errors reach the call that caused them
          this.#refused = true;
          this.health.disconnected(error);
          this.#refreshCredentials();
          break;
        }
        default:
      }
    }
  }

  #refreshCredentials(): void {
    this.#credentials.refresh().catch((error: unknown) => this.health.disconnected(explainError(error, "credentials").error));
  }

  #connected(connection: NatsConnection): void {
    this.#lose();
    this.#refused = false;
    const version = connection.info?.version ?? "unknown";
    this.health.connected(connection.getServer(), version);
    const caveat = versionCaveat(version);
    if (caveat !== undefined && this.#caveatFor !== version) this.#log.warn({ version }, caveat);
    this.#caveatFor = version;
    void this.#prepare(connection, this.#loss.signal);
  }

  #lose(): void {
    this.#session = undefined;
    this.#loss.abort(new BusError("BUS_UNREACHABLE", "Cannot reach NATS: the connection was lost", { retryable: true }));
    this.#loss = new AbortController();
  }

  async #prepare(connection: NatsConnection, lost: AbortSignal): Promise<void> {
    for (let attempt = 0; !lost.aborted; attempt++) {
      try {
        const session = await orAborted(openSession(connection, this.topology, lost), lost);
        for (const stream of session.created) this.#births.set(stream, this.births(stream) + 1);
        this.#session = session;
        this.health.usable();
        this.#opened.resolve();
        this.#opened = promiseToOpen();
        return;
      } catch (error) {
        if (isAborted(lost)) return;
        this.health.notUsable(explainError(error, "JetStream").error);
        await pause(retryDelayMs(attempt, Math.random(), slowestRetryMs), lost).catch(() => undefined);
      }
    }
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Kept by the next session, for all who wait for it. */
function promiseToOpen(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
