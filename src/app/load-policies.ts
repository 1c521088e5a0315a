/** Reads and compiles the policy directory once, for the start of the daemon and for commands that only look. It runs no tests. */
import { actionCatalogue } from "../actions/catalogue.js";
import { loadPolicies } from "../policies/load-policies.js";
import type { PolicySet } from "../policies/policy-set.js";
import { formatProblem } from "../policies/problem.js";
import { TetherdError } from "../shared/errors.js";
import { readPolicyDirectory, type PolicyFile } from "../settings/policy-directory.js";

/** The whole directory, compiled; throws POLICIES_UNREADABLE or POLICIES_INVALID with every mistake. */
export async function readPolicies(directory: string): Promise<PolicySet> {
  return compilePolicies(await readPolicyDirectory(directory), directory);
}

/** `directory` is for the message. Throws POLICIES_INVALID with every mistake. */
export function compilePolicies(files: readonly PolicyFile[], directory: string): PolicySet {
  const { policies, problems } = loadPolicies(files, actionCatalogue);
  if (policies !== undefined) return policies;
  throw new TetherdError("POLICIES_INVALID", `Cannot load the policies in "${directory}" as all of them must be valid:\n  ${problems.map(formatProblem).join("\n  ")}`, {
    hint: `Mend them and try: tetherd policy check ${directory}`,
  });
}
