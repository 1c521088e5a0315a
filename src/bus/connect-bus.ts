/**
 * The door of this room: a bus that connects in the background and stays for months. `app` makes one per process and plugs its ledgers into the lines.
 * It never throws because NATS is away; what is wrong stands in `health`.
 */
import type { Silence } from "../alerts/silence.js";
import { JetStreamActions } from "./action-journal.js";
import type { BusHealth } from "./bus-health.js";
import type { BusLog, BusSettings } from "./bus-settings.js";
import type { Command } from "./command.js";
import { CommandDoor } from "./command-door.js";
import { heartbeatEvent, type Heartbeat } from "./heartbeat.js";
import { JetStreamLedger, type LedgerOptions } from "./ledger.js";
import { NatsLink } from "./nats-link.js";
import { RelayDesk } from "./relay-desk.js";
import { Roster } from "./roster.js";
import { SilenceBook } from "./silence-book.js";
import { withoutUsers } from "./server-addresses.js";
import { topologyOf, type Topology } from "./topology.js";
import { orAborted } from "./waiting.js";

export interface Bus {
  /** Names of streams and buckets. */
  readonly topology: Topology;
  /** A new ledger; one per vCenter. */
  ledger(options?: LedgerOptions): JetStreamLedger;
  /** One attempt; false when NATS did not take it, and `health` tells why. */
  publishHeartbeat(heartbeat: Heartbeat): Promise<boolean>;
  /** The durable side of executors; one per process. */
  actions(): JetStreamActions;
  /** The durable side of the relay; one per process. */
  relay(): RelayDesk;
  /** Takes up commands from now on; one door per process. */
  commands(table: readonly Command[]): CommandDoor;
  /** Follows the site's silences from now on; `changed` is told all of them. */
  silences(changed: (silences: readonly Silence[]) => void, refreshMs?: number): SilenceBook;
  readonly roster: Roster;
  health(): BusHealth;
  /** Resolves when streams and buckets stand; rejects with the signal's reason. */
  ready(signal: AbortSignal): Promise<void>;
  /** Sends what is in flight and closes. Never throws. */
  close(): Promise<void>;
}

/** Throws BUS_SITE_INVALID only; everything else is waited for. */
export function connectBus(settings: BusSettings, log: BusLog): Bus {
  const topology = topologyOf(settings);
  const link = new NatsLink(withoutUsers(settings), topology, log);
  link.start();
  return {
    topology,
    ledger: (options) => new JetStreamLedger(link, log, options),
    actions: () => new JetStreamActions(link, log),
    relay: () => new RelayDesk(link, log),
    commands: (table) => new CommandDoor(link, log, table),
    silences: (changed, refreshMs) => new SilenceBook(link, changed, refreshMs),
    roster: new Roster(link),
    health: () => link.health.current,
    close: () => link.close(),
    ready: async (signal) => {
      await link.session(signal);
    },
    async publishHeartbeat(heartbeat) {
      if (!link.health.current.jetstream) return false;
      const session = await link.session(AbortSignal.timeout(1_000));
      const [subject = ""] = topology.heartbeat.subjects;
      return orAborted(session.js.publish(subject, JSON.stringify(heartbeatEvent(heartbeat, topology.site))), session.lost).then(() => true, () => false);
    },
  };
}
