/**
 * The routing in force: an edited file takes its place whole, or not at all. A bad edit never takes effect and never stops the relay; what is wrong stays visible until
 * it is mended.
 */
import type { Routing } from "../../notify/routing/routing.js";
import { formatProblem } from "../../policies/problem.js";
import { describeError, TetherdError } from "../../shared/errors.js";
import type { Logger } from "../logger.js";
import { readRouting } from "./read-routing.js";

export interface RoutingInput {
  readonly path: string;
  readonly log: Logger;
  /** Told after each attempt. */
  readonly told: (outcome: "swapped" | "same" | "rejected") => void;
}

/** Mistakes that are told; more than this helps nobody. */
const mostTold = 50;

export class RoutingInForce {
  readonly #input: RoutingInput;
  #routing: Routing;
  /** Of what is in force. */
  #text: string;
  /** As last tried, or why it could not be read. */
  #tried: string;
  /** As last looked at: a file that is being written is left alone until it has kept still. */
  #seen: string;
  #problem: string | undefined;

  private constructor(input: RoutingInput, routing: Routing, text: string) {
    this.#input = input;
    this.#routing = routing;
    [this.#text, this.#tried, this.#seen] = [text, text, text];
  }

  /** Throws RELAY_FILE_UNREADABLE or RELAY_FILE_INVALID: nobody is told by a file that is not understood. */
  static async load(input: RoutingInput): Promise<RoutingInForce> {
    const { routing, problems, text } = await readRouting(input.path);
    if (routing === undefined) {
      const wrong = problems.filter(({ severity }) => severity !== "warning").map(formatProblem);
      throw new TetherdError("RELAY_FILE_INVALID", `Cannot tell people by "${input.path}" as everything in it must be right: ${wrong.length === 1 ? "one thing is" : `${wrong.length} things are`} not\n  ${wrong.join("\n  ")}`, { hint: `Try: tetherd relay check ${input.path}` });
    }
    for (const problem of problems) input.log.warn({}, formatProblem(problem));
    return new RoutingInForce(input, routing, text);
  }

  get routing(): Routing {
    return this.#routing;
  }

  /** Why the file as it is now is not in force, if so. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** True when another routing is in force now. `quiet` waits until the file has kept still, and says nothing where it is as it was. Never throws. */
  async reload({ quiet = false } = {}): Promise<boolean> {
    const { path, log, told } = this.#input;
    const read = await readRouting(path).catch((error: unknown) => describeError(error));
    const text = typeof read === "string" ? read : read.text;
    const still = text === this.#seen;
    this.#seen = text;
    if (quiet && (text === this.#tried || !still)) return false;
    this.#tried = text;
    const wrong = typeof read === "string" ? [read] : read.routing === undefined ? read.problems.filter(({ severity }) => severity !== "warning").slice(0, mostTold).map(formatProblem) : [];
    if (typeof read === "string" || read.routing === undefined) {
      this.#problem = wrong.join("\n");
      log.error({ code: "RELAY_FILE_INVALID", wrong }, `the routing stays as it was: ${wrong.slice(0, 3).join("; ")}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ""}`);
      told("rejected");
      return false;
    }
    this.#problem = undefined;
    for (const problem of read.problems) log.warn({}, formatProblem(problem));
    const changed = text !== this.#text;
    const gone = [...this.#routing.receivers.keys()].filter((name) => read.routing?.receivers.has(name) !== true);
    if (gone.length > 0) log.warn({ receivers: gone }, `receivers left the routing file: ${gone.join(", ")}. What they were told is remembered, but they are not told its end unless they come back`);
    if (changed) [this.#routing, this.#text] = [read.routing, text];
    log.info({ path, changed, receivers: [...read.routing.receivers.keys()], routes: read.routing.routes.length }, "the routing is loaded anew");
    told(changed ? "swapped" : "same");
    return changed;
  }
}
