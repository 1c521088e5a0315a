/**
 * The relay as a service: waits for the lease, tells people while it has it, waits again when it has lost it; takes an edited routing file into force. A receiver that
 * fails never ends it.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Registry } from "prom-client";
import type { Bus } from "../../bus/connect-bus.js";
import type { OpenDesk } from "../../bus/relay-desk.js";
import type { Tenancy } from "../../bus/lease.js";
import { systemResolve } from "../../notify/checked-lookup.js";
import { openDoor } from "../../notify/open-door.js";
import type { Receiver } from "../../notify/routing/routing.js";
import type { Notifier } from "../../notify/notifier.js";
import { secretFromFile } from "../../settings/secret.js";
import { describeError } from "../../shared/errors.js";
import type { Logger } from "../logger.js";
import { actionsInSight } from "./actions-in-sight.js";
import { Book } from "./book.js";
import { ButtonDesk, type Send } from "./buttons/button-desk.js";
import { ButtonsInForce } from "./buttons/buttons-in-force.js";
import { systemClock } from "./clock.js";
import { Relay } from "./relay.js";
import { RelayMetrics } from "./relay-metrics.js";
import { RoutingInForce } from "./routing-in-force.js";
import { tellingLog } from "./tell-telling.js";

export interface RelayServiceInput {
  readonly bus: Bus;
  /** Path of the routing file. */
  readonly file: string;
  readonly leaseMs: number;
  readonly log: Logger;
  readonly registry: Registry;
  /** Sends what somebody decided by pressing a button. */
  readonly send: Send;
  /** Ends it after what is in hand. */
  readonly stop: AbortSignal;
  /** Cuts what is in hand. */
  readonly kill: AbortSignal;
}

export interface RelayHealth {
  /** `waiting`: another relay of the site tells people, or NATS is away. */
  readonly state: "leading" | "waiting" | "stopped";
  /** Why the routing file as it is now is not in force. */
  readonly problem?: string;
  /** Why buttons cannot be pressed. */
  readonly buttons: readonly string[];
  readonly receivers: readonly { readonly name: string; readonly failing: boolean; readonly waiting: number }[];
}

export interface RelayService {
  /** Resolves when everything it had in hand is done after a stop. Never rejects. */
  readonly done: Promise<void>;
  reload(): Promise<void>;
  health(): RelayHealth;
  /** Brings the gauges up to date. */
  measure(): void;
}

/** How often the file is looked at; it takes effect when two looks find the same. */
const lookMs = 2_000;
/** After a failure that is neither the network's nor a receiver's. */
const againMs = 5_000;

/** Throws RELAY_FILE_UNREADABLE or RELAY_FILE_INVALID. */
export async function startRelay({ bus, file, leaseMs, log, registry, send, stop, kill }: RelayServiceInput): Promise<RelayService> {
  const metrics = new RelayMetrics(registry);
  const routing = await RoutingInForce.load({ path: file, log, told: (outcome) => metrics.reloaded(outcome) });
  const desk = bus.relay();
  const lease = desk.lease(`${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`, leaseMs);
  const tell = tellingLog(log);
  const ground = { door: openDoor({ now: Date.now }), resolve: systemResolve, now: Date.now, secret: secretFromFile };
  const notifier = ({ create }: Receiver): Notifier => create(ground);
  const buttons = new ButtonsInForce(new ButtonDesk({ send, log, count: (...press) => metrics.pressed(...press), now: Date.now }), ground, log);
  let leading: Relay | undefined;

  const term = async (tenancy: Tenancy): Promise<void> => {
    const [over, ended] = [new AbortController(), new AbortController()];
    const cut = AbortSignal.any([kill, tenancy.lost, over.signal]);
    const open: OpenDesk = await desk.open(cut, () => {
      log.error({ code: "BUS_STREAM_MISSING" }, "somebody removed the relay's book: what fires is told anew");
      over.abort(new Error("the relay's book was removed"));
    });
    const book = new Book(open.book);
    const relay = new Relay({
      book, routing: routing.routing, notifier, actions: actionsInSight(open.intents), clock: systemClock, random: Math.random, held: () => tenancy.held() && !cut.aborted,
      putAside: (id, letter, signal) => desk.putAside(id, letter, signal),
      report: (report) => {
        tell(report);
        metrics.take(report);
      },
    });
    leading = relay;
    const listening = open.listen((message) => relay.take(message), AbortSignal.any([stop, cut, ended.signal]));
    try {
      await relay.run(AbortSignal.any([stop, cut]), cut);
    } finally {
      leading = undefined;
      ended.abort(new Error("this relay's time is over"));
      await listening;
      book.close();
      open.close();
    }
  };

  const isOver = (): boolean => stop.aborted || kill.aborted;
  const run = async (): Promise<void> => {
    while (!isOver()) {
      try {
        const tenancy = await lease.win(AbortSignal.any([stop, kill]), ({ holder, since }) => log.info({ holder, since }, "another relay of this site tells people; this one waits for its turn"));
        log.info({ receivers: [...routing.routing.receivers.keys()] }, "this relay tells people from now on");
        try {
          await term(tenancy);
        } finally {
          if (tenancy.lost.aborted) log.warn({}, "this relay tells nobody any more: it could not renew its lease in time, or another has it");
          await tenancy.release();
        }
      } catch (error) {
        if (isOver()) return;
        log.error({ code: typeof error === "object" && error !== null && "code" in error ? error.code : undefined }, `the relay begins anew: ${describeError(error)}`);
        await systemClock.wait(againMs, AbortSignal.any([stop, kill]));
      }
    }
  };

  const reload = async (quiet = false): Promise<void> => {
    // Whoever tells people, any relay of the site may be pressed at.
    if (!(await routing.reload({ quiet }))) return buttons.look();
    await Promise.all([buttons.use(routing.routing), leading?.use(routing.routing)]);
  };
  const look = setInterval(() => void reload(true).catch((error: unknown) => log.error({}, `the routing could not be taken into force: ${describeError(error)}`)), lookMs);
  await buttons.use(routing.routing);
  const done = run().finally(() => clearInterval(look)).then(() => Promise.race([buttons.close(), untilAborted(kill)]));
  return {
    done,
    reload: () => reload(),
    health: () => ({
      state: stop.aborted ? "stopped" : leading === undefined ? "waiting" : "leading", ...(routing.problem === undefined ? {} : { problem: routing.problem }), buttons: buttons.problems,
      receivers: (leading?.waiting(Date.now()) ?? []).map(({ receiver, failing, threads }) => ({ name: receiver, failing, waiting: threads.length })),
    }),
    measure: () => metrics.stands(leading !== undefined, routing.problem !== undefined, leading?.waiting(Date.now()) ?? [], Date.now()),
  };
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
