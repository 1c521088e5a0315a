/** `tetherd policy check`: loads a folder as the daemon would and prints each mistake as path:line:column: message. */
import { actionCatalogue } from "../actions/catalogue.js";
import { loadPolicies } from "../policies/load-policies.js";
import { formatProblem } from "../policies/problem.js";
import { readPolicyDirectory } from "../settings/policy-directory.js";
import { exitCodes } from "./exit-codes.js";

export async function policyCheck(folder: string, options: { readonly json: boolean }): Promise<number> {
  const files = await readPolicyDirectory(folder);
  const { policies, problems } = loadPolicies(files, actionCatalogue);
  if (options.json) process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
  if (policies === undefined) {
    process.stderr.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}; none of the policies in ${folder} would take effect\n`);
    return exitCodes.findings;
  }
  if (!options.json) process.stdout.write(`${policies.policies.length} ${policies.policies.length === 1 ? "policy" : "policies"} in ${files.length} ${files.length === 1 ? "file" : "files"}: ${policies.policies.map((policy) => `${policy.name} (${policy.mode})`).join(", ")}\n`);
  return exitCodes.ok;
}
