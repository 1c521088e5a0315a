/** `tetherd policy check`: loads a folder as the daemon would, reads the tests beside the policies, and tells every mistake at once. It runs no test. */
import { actionCatalogue } from "../actions/catalogue.js";
import { loadPolicies } from "../policies/load-policies.js";
import { compareProblems, formatProblem, type Problem } from "../policies/problem.js";
import { readPolicyDirectory } from "../settings/policy-directory.js";
import { readTrials } from "../trials/read-trials.js";
import type { CheckFormat } from "./check-formats.js";
import { exitCodes } from "./exit-codes.js";

export async function policyCheck(folder: string, format: CheckFormat): Promise<number> {
  const [files, testFiles] = await Promise.all([readPolicyDirectory(folder), readPolicyDirectory(folder, "tests")]);
  const { policies, problems: found } = loadPolicies(files, actionCatalogue);
  const problems = [...found];
  let tests = 0;
  if (policies !== undefined) for (const file of testFiles) tests += (await readTrials(file, policies, problems)).length;
  problems.sort(compareProblems);
  if (format === "json") process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else for (const problem of problems) process.stdout.write(`${format === "github" ? annotation(problem) : formatProblem(problem)}\n`);
  const wrong = problems.filter(({ severity }) => severity !== "warning").length;
  if (policies === undefined || wrong > 0) {
    process.stderr.write(`${counted(wrong, "problem")}; nothing in ${folder} would take effect\n`);
    return exitCodes.findings;
  }
  if (format === "text") process.stdout.write(`${counted(policies.policies.length, "policy")} in ${counted(files.length, "file")}: ${policies.policies.map((policy) => `${policy.name} (${policy.mode})`).join(", ")}; ${counted(tests, "test")}\n`);
  return exitCodes.ok;
}

function annotation({ path, line, column, message, severity = "error" }: Problem): string {
  const text = (value: string): string => value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = (value: string): string => text(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${severity} file=${property(path)},line=${line},col=${column}::${text(message)}`;
}

function counted(amount: number, word: string): string {
  if (amount === 1) return `1 ${word}`;
  return `${amount} ${word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`;
}
