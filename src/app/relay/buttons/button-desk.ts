/**
 * What becomes of a request that says a button was pressed: refused, or one command to the daemons of the site with the presser as its sender, and a word back to the
 * presser. Whether an action may be approved is decided by the daemons alone.
 */
import type { CommandReply } from "../../../bus/command.js";
import type { Buttons, Posted, Press, ReadPress } from "../../../notify/buttons.js";
import { describeError } from "../../../shared/errors.js";
import type { Logger } from "../../logger.js";
import type { Answer } from "./button-server.js";

/** Sends a command to the site's daemons. */
export type Send = (verb: Press["verb"], sender: string, args: Readonly<Record<string, unknown>>) => Promise<CommandReply>;

/** `refused`: the daemons would not, e.g. as something else would be done by now. */
export type PressOutcome = "done" | "not allowed" | "refused" | "unanswered";

interface DeskInput {
  readonly send: Send;
  /** Told what became of each press. */
  readonly count: (receiver: string, verb: Press["verb"], outcome: PressOutcome) => void;
  readonly log: Pick<Logger, "debug" | "info" | "warn">;
  /** Ms since the epoch. */
  readonly now: () => number;
}

export interface ReceiverButtons {
  readonly receiver: string;
  readonly buttons: Buttons;
}

/** A signature counts for five minutes before and after its time; it is remembered for longer than it counts. */
const rememberedMs = 660_000;
const mostRemembered = 10_000;
/** The presser is told within this time, or not at all. */
const tellMs = 20_000;

export class ButtonDesk {
  readonly #input: DeskInput;
  /** Signatures that were taken, with their time; oldest first. */
  readonly #taken = new Map<string, number>();
  readonly #inHand = new Set<Promise<void>>();

  constructor(input: DeskInput) {
    this.#input = input;
  }

  /** Answers as soon as it is known whether the request counts: Slack waits for three seconds. `here`: whose buttons come in at this address. */
  async take(posted: Posted, here: readonly ReceiverButtons[]): Promise<Answer> {
    const { log, now } = this.#input;
    const read = await Promise.all(here.map(async ({ receiver, buttons }) => ({ receiver, buttons, read: await readBy(buttons, posted, now()) })));
    const signed = read.filter((one) => one.read.kind !== "unsigned");
    if (signed.length === 0) {
      const why = [...new Set(read.flatMap((one) => ("why" in one.read ? [one.read.why] : [])))].join("; ");
      log.debug({}, `a request for buttons counts for nothing: ${why}`);
      return { status: 401, sentence: "not signed by Slack for this app, or too old" };
    }
    if (!this.#first(String(posted.headers["x-slack-signature"]))) {
      log.warn({}, "a request for buttons came a second time, and counts for nothing");
      return { status: 409, sentence: "this came before" };
    }
    for (const { receiver, buttons, read: found } of signed) {
      if (found.kind === "press") return this.#begin(this.#decide(receiver, buttons, found.press));
    }
    for (const { receiver, buttons, read: found } of signed) {
      if (found.kind === "not-allowed") return this.#begin(this.#turnAway(receiver, buttons, found.press));
    }
    const why = signed.flatMap(({ read: found }) => ("why" in found ? [found.why] : [])).join("; ");
    log.warn({}, `Slack sent a request that is about no button of these receivers: ${why}`);
    return { status: 400, sentence: "about no button of tetherd's" };
  }

  /** Resolves when everything taken is done. Never rejects. */
  async settled(): Promise<void> {
    await Promise.all(this.#inHand);
  }

  #begin(work: Promise<void>): Answer {
    const done = work.finally(() => this.#inHand.delete(done));
    this.#inHand.add(done);
    return { status: 200, sentence: "" };
  }

  async #decide(receiver: string, buttons: Buttons, press: Press): Promise<void> {
    const { send, log, count } = this.#input;
    const { verb, action, hash, sender } = press;
    const outcome = await send(verb, sender, { action, ...(verb === "approve" ? { hash } : {}) }).then(({ message, code, ok }) => ({ message, code, outcome: ok ? "done" : "refused" } as const), (error: unknown) => ({ message: `Nobody has taken that, as far as is known: ${describeError(error)}. If it is decided after all, the message says so and has no buttons any more.`, code: "COMMAND_UNANSWERED", outcome: "unanswered" } as const));
    count(receiver, verb, outcome.outcome);
    log.info({ receiver, verb, action, sender, code: outcome.code }, `${sender} pressed ${verb}: ${outcome.message}`);
    await this.#tell(receiver, buttons, press, outcome.message);
  }

  async #turnAway(receiver: string, buttons: Buttons, press: Press): Promise<void> {
    const { verb, action, sender } = press;
    this.#input.count(receiver, verb, "not allowed");
    this.#input.log.warn({ receiver, verb, action, sender }, `${sender} pressed ${verb} and may not: the receiver's buttons.users does not name this id`);
    await this.#tell(receiver, buttons, press, `You may not decide about actions here, so nothing has changed. Whoever looks after tetherd can add your id to the users of "${receiver}".`);
  }

  /** The decision stands whether or not the presser can be told. */
  async #tell(receiver: string, buttons: Buttons, press: Press, sentence: string): Promise<void> {
    await buttons.tell(press, sentence, AbortSignal.timeout(tellMs)).catch((error: unknown) => this.#input.log.warn({ receiver, sender: press.sender }, `cannot tell whoever pressed what came of it: ${describeError(error)}`));
  }

  #first(signature: string): boolean {
    const now = this.#input.now();
    for (const [old, at] of this.#taken) {
      if (now - at <= rememberedMs && this.#taken.size < mostRemembered) break;
      this.#taken.delete(old);
    }
    if (this.#taken.has(signature)) return false;
    this.#taken.set(signature, now);
    return true;
  }
}

async function readBy(buttons: Buttons, posted: Posted, now: number): Promise<ReadPress> {
  return buttons.read(posted, now).catch((error: unknown) => ({ kind: "unsigned", why: describeError(error) }));
}
