/**
 * Where commands come in: core NATS request and reply on `tetherd.<site>.command.<verb>`, no stream in between. One daemon of the site receives
 * each, whatever it is about, checks it, remembers its id, and passes it on to those whom it concerns; so there is exactly one reply.
 * It knows no verb by itself.
 */
import type { Msg, NatsConnection, Subscription } from "@nats-io/transport-node";
import { errors } from "@nats-io/transport-node";
import { nearestName } from "../shared/nearest-name.js";
import { describeError } from "../shared/errors.js";
import type { BusLog } from "./bus-settings.js";
import { refused, type ArgsOf, type ArgSpecs, type AttendedVCenter, type Command, type CommandReply } from "./command.js";
import { CommandMemory } from "./command-memory.js";
import { explainError } from "./explain-error.js";
import type { NatsLink } from "./nats-link.js";
import { PatientCalls } from "./patient-calls.js";
import { readCommand, type CommandRequest } from "./read-command.js";
import { joinReplies } from "./relay-replies.js";
import type { Session } from "./session.js";
import { escapeToken } from "./subject-token.js";
import { commandSubject, relaySubject } from "./topology.js";

/** One command is carried out within this time, or answered with COMMAND_FAILED. */
const handleMs = 20_000;
/** How long all daemons are waited for. */
const gatherMs = 3_000;

interface Relayed {
  readonly verb: string;
  readonly request: CommandRequest;
}

export class CommandDoor {
  readonly #link: NatsLink;
  readonly #log: BusLog;
  readonly #memory: CommandMemory;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #closing = new AbortController();
  readonly #vcenters = new Map<string, AttendedVCenter>();
  #session: Session | undefined;
  #relays = new Map<string, Subscription>();

  constructor(link: NatsLink, log: BusLog, commands: readonly Command[]) {
    this.#link = link;
    this.#log = log;
    this.#memory = new CommandMemory(new PatientCalls(link), link.topology.commandBucket);
    this.#commands = new Map(commands.map((one) => [one.verb, one]));
    void this.#run();
  }

  /** From now on commands about this vCenter, by name or instance UUID, come to this daemon. */
  attend(vcenter: AttendedVCenter): void {
    const known = this.#vcenters.get(vcenter.name);
    if (known?.instanceUuid === vcenter.instanceUuid) return;
    this.#vcenters.set(vcenter.name, vcenter);
    this.#listenForRelays();
  }

  /** Whether some daemon of the site attends this vCenter now. Rejects when that cannot be found out. */
  async attended(instanceUuid: string, signal: AbortSignal): Promise<boolean> {
    const { connection } = await this.#link.session(signal);
    try {
      await connection.request(relaySubject(this.#link.topology.site, escapeToken(instanceUuid)), JSON.stringify({ verb: "", request: {} }), { timeout: handleMs });
      return true;
    } catch (error) {
      if (error instanceof errors.RequestError && error.isNoResponders()) return false;
      throw error;
    }
  }

  /** No command is taken up any more; those in hand end by themselves. */
  close(): void {
    this.#closing.abort(new Error("tetherd is stopping"));
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        const session = await this.#link.session(this.#closing.signal);
        await this.#serve(session);
      } catch {
        if (this.#link.closed) return; // otherwise the next session is waited for
      }
    }
  }

  /** Until the session is lost or the door closes. */
  async #serve(session: Session): Promise<void> {
    this.#session = session;
    const { site } = this.#link.topology;
    const door = this.#subscribe(session.connection, commandSubject(site, "*"), "tetherd", (message) => this.#receive(session, message));
    this.#listenForRelays();
    const ended = AbortSignal.any([session.lost, this.#closing.signal]);
    if (!ended.aborted) await new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
    for (const subscription of [door, ...this.#relays.values()]) subscription.unsubscribe();
    this.#relays = new Map();
    this.#session = undefined;
  }

  #listenForRelays(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { site } = this.#link.topology;
    const tokens = ["=all", ...[...this.#vcenters.values()].flatMap(({ name, instanceUuid }) => [escapeToken(name), escapeToken(instanceUuid)])];
    for (const token of tokens) {
      if (this.#relays.has(token)) continue;
      this.#relays.set(token, this.#subscribe(session.connection, relaySubject(site, token), undefined, async (message) => {
        const { verb, request } = message.json<Relayed>();
        return this.#carryOut(verb, request);
      }));
    }
  }

  #subscribe(connection: NatsConnection, subject: string, queue: string | undefined, answer: (message: Msg) => Promise<CommandReply>): Subscription {
    return connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        if (error !== null) {
          const { message: words, hint, code } = explainError(error, subject).error;
          this.#log.error({ code, hint }, `NATS: commands are not received: ${words}`);
          return;
        }
        void answer(message).catch((failure: unknown) => refused("COMMAND_FAILED", describeError(failure)))
          .then((reply) => message.respond(JSON.stringify(reply)))
          .catch(() => undefined); // the connection went meanwhile; the sender asks again with the same id
      },
    });
  }

  async #receive(session: Session, message: Msg): Promise<CommandReply> {
    const verb = message.subject.slice(message.subject.lastIndexOf(".") + 1);
    const command = this.#commands.get(verb);
    if (command === undefined) {
      const known = [...this.#commands.keys()];
      return refused("COMMAND_UNKNOWN", `Cannot take the command as its verb must be known: "${verb.slice(0, 60)}" is not${nearestName(verb.slice(0, 60), known)}`, { verbs: known });
    }
    const read = readCommand(command, message.data, Date.now());
    const reply = read.kind === "refused" ? read.reply : await this.#once(session, command, read.request);
    const sender = read.kind === "refused" ? {} : { sender: read.request.sender, command: read.request.id };
    this.#log[reply.ok ? "info" : "warn"]({ verb, ...sender, code: reply.code }, `command ${verb}: ${reply.message}`);
    return reply;
  }

  async #once(session: Session, command: Command, request: CommandRequest): Promise<CommandReply> {
    const { verb } = command;
    const claim = await this.#memory.claim(verb, request, Date.now(), AbortSignal.timeout(handleMs)).catch((error: unknown) => describeError(error));
    if (typeof claim === "string") return refused("COMMAND_FAILED", `Cannot take the command "${verb}" as its id must be remembered first: ${claim}`);
    if (claim.kind === "replayed") {
      const { first } = claim;
      return refused("COMMAND_REPLAYED", `Cannot take the command "${verb}" as each id counts once: "${request.id}" came from ${first.sender} at ${first.takenAt}`, { first });
    }
    const reply = await this.#pass(session, command, request);
    await this.#memory.answered(verb, request, claim.revision, reply, Date.now(), AbortSignal.timeout(handleMs));
    return reply;
  }

  async #pass(session: Session, command: Command, request: CommandRequest): Promise<CommandReply> {
    const { verb, scope } = command;
    const { site } = this.#link.topology;
    const body = JSON.stringify({ verb, request } satisfies Relayed);
    if (scope === "site") return this.#carryOut(verb, request);
    if (request.vcenter === undefined) {
      const replies: CommandReply[] = [];
      // Our own answer is among them.
      const all = await session.connection.requestMany(relaySubject(site, "=all"), body, { strategy: "stall", maxWait: gatherMs, stall: 500 });
      for await (const one of all) replies.push(one.json<CommandReply>());
      return joinReplies(verb, replies);
    }
    try {
      return (await session.connection.request(relaySubject(site, escapeToken(request.vcenter)), body, { timeout: handleMs })).json<CommandReply>();
    } catch (error) {
      if (error instanceof errors.RequestError && error.isNoResponders()) {
        return refused("COMMAND_NOBODY", `Cannot pass on the command "${verb}" as a daemon of site ${site} must watch the vCenter: none watches "${request.vcenter}"`);
      }
      throw error;
    }
  }

  async #carryOut(verb: string, request: CommandRequest): Promise<CommandReply> {
    const command = this.#commands.get(verb);
    if (command === undefined) return refused("COMMAND_UNKNOWN", `Cannot carry out "${verb}" as this daemon does not know it: it is another version`);
    const { id, sender, at, args, vcenter } = request;
    const mine = [...this.#vcenters.values()];
    const vcenters = command.scope === "site" ? [] : vcenter === undefined ? mine : mine.filter((one) => one.name === vcenter || one.instanceUuid === vcenter);
    try {
      return await command.handle({ id, sender, at, args: args as ArgsOf<ArgSpecs>, vcenters, signal: AbortSignal.timeout(handleMs) });
    } catch (error) {
      return refused("COMMAND_FAILED", describeError(error));
    }
  }
}
