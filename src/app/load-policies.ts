/**
 * The policies in force: read from their directory, compiled whole, swapped only if all of it loads.
 * A bad edit never takes effect and never takes the daemon down; it stays visible as a problem.
 */
import { actionCatalogue } from "../actions/catalogue.js";
import { loadPolicies } from "../policies/load-policies.js";
import type { PolicySet } from "../policies/policy-set.js";
import { formatProblem } from "../policies/problem.js";
import { TetherdError, describeError } from "../shared/errors.js";
import { readPolicyDirectory } from "../settings/policy-directory.js";
import type { Logger } from "./logger.js";

export class PoliciesInForce {
  readonly #directory: string;
  readonly #log: Logger;
  #set: PolicySet;
  #problem: string | undefined;

  private constructor(directory: string, log: Logger, set: PolicySet) {
    this.#directory = directory;
    this.#log = log;
    this.#set = set;
  }

  /** Throws POLICIES_UNREADABLE or POLICIES_INVALID: a daemon never starts with policies it does not understand. */
  static async load(directory: string, log: Logger): Promise<PoliciesInForce> {
    const set = await readPolicies(directory);
    log.info({ policies: set.policies.map((policy) => `${policy.name} (${policy.mode})`), hash: set.hash }, "policies are in force");
    if (set.policies.length === 0) log.warn({ directory }, "there are no policies: nothing will be judged");
    return new PoliciesInForce(directory, log, set);
  }

  get set(): PolicySet {
    return this.#set;
  }

  /** Why the directory as it is now is not in force, if so. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** True when another set is in force now. */
  async reload(): Promise<boolean> {
    try {
      const set = await readPolicies(this.#directory);
      this.#problem = undefined;
      const changed = set.hash !== this.#set.hash;
      this.#set = set;
      this.#log.info({ policies: set.policies.map((policy) => `${policy.name} (${policy.mode})`), hash: set.hash, changed }, "policies are loaded anew");
      return changed;
    } catch (error) {
      this.#problem = describeError(error);
      this.#log.error({ hash: this.#set.hash }, `policies stay as they were: ${this.#problem}`);
      return false;
    }
  }
}

/** The whole directory, compiled; throws POLICIES_UNREADABLE or POLICIES_INVALID with every mistake. */
export async function readPolicies(directory: string): Promise<PolicySet> {
  const { policies, problems } = loadPolicies(await readPolicyDirectory(directory), actionCatalogue);
  if (policies !== undefined) return policies;
  throw new TetherdError("POLICIES_INVALID", `Cannot load the policies in "${directory}" as all of them must be valid:\n  ${problems.map(formatProblem).join("\n  ")}`, {
    hint: `Mend them and try: tetherd policy check ${directory}`,
  });
}
