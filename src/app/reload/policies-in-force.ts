/**
 * The policies in force: a candidate takes their place whole, or not at all. A bad edit never takes effect and never takes the daemon down; the last
 * good set stays, and what is wrong stays visible until it is mended.
 */
import { setImmediate as breath } from "node:timers/promises";
import type { World } from "../../policies/decision.js";
import { looksAtNothing } from "../../policies/looks-at-nothing.js";
import type { PolicySet } from "../../policies/policy-set.js";
import { swapEffects, type PolicyEffect } from "../../policies/swap-effect.js";
import { compilePolicies } from "../load-policies.js";
import { describeError, TetherdError } from "../../shared/errors.js";
import type { Logger } from "../logger.js";
import { logEffects } from "./log-effects.js";
import { readTexts, tryTexts, type CandidateInput, type Good, type PolicyTexts, type Wrong } from "./read-candidate.js";

export interface Rejected {
  /** ms since the epoch. */
  readonly since: number;
  /** What is wrong, each with its place where there is one. */
  readonly wrong: readonly string[];
}

export interface InForceInput extends CandidateInput {
  readonly log: Logger;
  readonly now: () => number;
  /** The world of each vCenter as it is now; undefined while it cannot be seen whole. */
  readonly worlds: () => readonly { readonly vcenter: string; readonly world: () => World | undefined }[];
  /** Told after each attempt. */
  readonly told: (outcome: "swapped" | "same" | "rejected") => void;
}

/** At the start tests may take so long at most: watching again is worth more than knowing that all is well. */
const startTestMs = 30_000;

/** Files that change while they are tested are read again so many times. */
const mostReadings = 3;

export class PoliciesInForce {
  readonly #input: InForceInput;
  #set: PolicySet;
  #rejected: Rejected | undefined;
  /** Content of the directory when it was last tried. */
  #tried: string | undefined;
  #lookedOver: PolicySet | undefined;
  #running: Promise<boolean> | undefined;

  private constructor(input: InForceInput, set: PolicySet, content: string) {
    this.#input = input;
    this.#set = set;
    this.#tried = content;
  }

  /**
   * Throws POLICIES_UNREADABLE or POLICIES_INVALID: a daemon never starts with policies it does not understand, nor with such as fail their own tests. Tests
   * that cannot be run to their end soon do not keep it from watching.
   */
  static async load(input: InForceInput): Promise<PoliciesInForce> {
    const { log, directory } = input;
    const { set, content, tests, warnings } = await firstSet(input);
    log.info({ policies: namesOf(set), hash: set.hash, tests }, "policies are in force");
    for (const warning of warnings) log.warn({ hash: set.hash }, warning);
    if (set.policies.length === 0) log.warn({ directory }, "there are no policies: nothing will be judged");
    return new PoliciesInForce(input, set, content);
  }

  get set(): PolicySet {
    return this.#set;
  }

  /** Why the directory as it is now is not in force, if so. */
  get rejected(): Rejected | undefined {
    return this.#rejected;
  }

  get problem(): string | undefined {
    return this.#rejected?.wrong.join("\n");
  }

  /**
   * One at a time: who asks while another is being tried gets one more after it, for the files may have changed. True when another set is in force now.
   * `quiet` says nothing where the directory holds what was tried last. Rejects only when the signal aborts.
   */
  async reload(signal: AbortSignal, { quiet = false } = {}): Promise<boolean> {
    const before = this.#running;
    const mine = (before ?? Promise.resolve(false)).catch(() => false).then(() => this.#try(signal, quiet));
    this.#running = mine;
    try {
      return await mine;
    } finally {
      if (this.#running === mine) this.#running = undefined;
    }
  }

  async #try(signal: AbortSignal, quiet: boolean): Promise<boolean> {
    const candidate = await this.#candidate(signal, quiet);
    if (candidate === undefined) return false;
    const { log, now, told } = this.#input;
    if ("wrong" in candidate) {
      const { wrong } = candidate;
      this.#rejected = { since: this.#rejected?.since ?? now(), wrong };
      log.error({ code: "POLICIES_INVALID", hash: this.#set.hash, wrong }, `policies stay as they were: ${wrong.slice(0, 3).join("; ")}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ""}`);
      told("rejected");
      return false;
    }
    const { set, tests, warnings } = candidate;
    const changed = set.hash !== this.#set.hash;
    if (changed) await this.#logEffects(set, signal);
    this.#rejected = undefined;
    this.#set = set;
    log.info({ policies: namesOf(set), hash: set.hash, changed, tests }, "policies are loaded anew");
    for (const warning of warnings) log.warn({ hash: set.hash }, warning);
    told(changed ? "swapped" : "same");
    this.lookOver();
    return changed;
  }

  /** Warns of policies that look at nothing: once per set, as soon as every vCenter can be seen whole. */
  lookOver(): void {
    if (this.#lookedOver === this.#set) return;
    const worlds = this.#input.worlds().map(({ world }) => world());
    if (worlds.length === 0 || worlds.includes(undefined)) return;
    this.#lookedOver = this.#set;
    for (const { policy, message } of looksAtNothing(this.#set, worlds.flatMap((world) => world ?? []))) this.#input.log.warn({ policy }, `${policy} ${message}`);
  }

  /** Undefined when `quiet` and nothing is new. */
  async #candidate(signal: AbortSignal, quiet: boolean): Promise<Good | Wrong | undefined> {
    for (let reading = 0; reading < mostReadings; reading++) {
      try {
        const texts = await readTexts(this.#input.directory);
        if (quiet && texts.content === this.#tried) return undefined;
        const tried = await tryTexts(texts, this.#input, signal);
        this.#tried = texts.content;
        if (tried !== "changed") return tried;
      } catch (error) {
        signal.throwIfAborted();
        const sentence = describeError(error);
        if (quiet && this.#tried === sentence) return undefined;
        this.#tried = sentence;
        return { wrong: [sentence] };
      }
    }
    return { wrong: [`the files in ${this.#input.directory} change faster than they can be tested`] };
  }

  /** What the swap changes now, of each vCenter that can be seen. */
  async #logEffects(set: PolicySet, signal: AbortSignal): Promise<void> {
    for (const { vcenter, world } of this.#input.worlds()) {
      const effects = await effectsOn(this.#set, set, world, signal);
      if (effects !== undefined) logEffects(this.#input.log.child({ vcenter }), effects);
    }
  }
}

async function firstSet(input: InForceInput): Promise<Good & Pick<PolicyTexts, "content">> {
  const { log, directory } = input;
  for (let reading = 0; reading < mostReadings; reading++) {
    const texts = await readTexts(directory);
    const { content } = texts;
    const set = compilePolicies(texts.policies, directory);
    const tried = await tryTexts(texts, { ...input, testWithinMs: Math.min(input.testWithinMs, startTestMs) }, new AbortController().signal);
    if (tried === "changed") continue;
    if ("set" in tried) return { ...tried, content };
    const { wrong, untested } = tried;
    if (untested === undefined) {
      throw new TetherdError("POLICIES_INVALID", `Cannot start with the policies in "${directory}" as their tests must pass: ${wrong.length === 1 ? "one does" : `${wrong.length} things do`} not\n  ${wrong.join("\n  ")}`, {
        hint: `See it whole: tetherd policy test ${directory}; without tests it starts with policies.test: false (TETHERD_POLICIES_TEST)`,
      });
    }
    log.warn({ wrong }, `the policies are taken untested: ${wrong.join("; ")}`);
    return { set, content, tests: 0, warnings: [] };
  }
  throw new TetherdError("POLICIES_INVALID", `Cannot start with the policies in "${directory}" as they must stay as they are while they are tested: they changed ${mostReadings} times`, { hint: "Try again once nobody writes into the folder" });
}

/** Undefined when the world is or goes out of sight. */
async function effectsOn(before: PolicySet, after: PolicySet, world: () => World | undefined, signal: AbortSignal): Promise<readonly PolicyEffect[] | undefined> {
  const first = world();
  if (first === undefined) return undefined;
  let latest = first;
  const work = swapEffects(before, after, () => latest);
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    await breath(undefined, { signal });
    const next = world();
    if (next === undefined) return undefined;
    latest = next;
  }
}

function namesOf(set: PolicySet): readonly string[] {
  return set.policies.map((policy) => `${policy.name} (${policy.mode})`);
}
