/** `tetherd policy test`: runs the tests beside the policies in virtual time, and tells what was not as expected and why. */
import { readPolicyDirectory } from "../settings/policy-directory.js";
import { runTrials, type TrialsReport } from "../trials/run-trials.js";
import type { TrialResult } from "../trials/run-trial.js";
import { drawCoverage, drawProblems, drawResult, drawSummary } from "./draw-trials.js";
import { exitCodes } from "./exit-codes.js";
import { junitOf } from "./junit.js";
import { paletteFor } from "./palette.js";
import { trialsJson } from "./trials-json.js";

export interface PolicyTestOptions {
  readonly format: "text" | "json" | "junit";
  /** A policy without a test, or a branch that no test reaches, is a finding. */
  readonly requireCoverage: boolean;
}

export async function policyTest(folder: string, { format, requireCoverage }: PolicyTestOptions): Promise<number> {
  const palette = paletteFor(process.stdout);
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  };
  const tell = (result: TrialResult): void => print(drawResult(result, palette));
  const [policies, tests] = await Promise.all([readPolicyDirectory(folder), readPolicyDirectory(folder, "tests")]);
  const report = await runTrials(policies, tests, format === "text" ? tell : undefined);
  if (format === "json") process.stdout.write(`${JSON.stringify(trialsJson(report), null, 2)}\n`);
  else if (format === "junit") process.stdout.write(junitOf(report));
  else print([...drawProblems(report.problems, palette), ...drawCoverage(report.coverage, palette), ...drawSummary(report, palette)]);
  return passed(report, requireCoverage) ? exitCodes.ok : exitCodes.findings;
}

function passed({ hash, problems, results, coverage }: TrialsReport, requireCoverage: boolean): boolean {
  const whole = coverage.every(({ branches }) => branches.every(({ reached }) => reached));
  return hash !== undefined && problems.every(({ severity }) => severity === "warning") && results.every(({ failures }) => failures.length === 0) && (whole || !requireCoverage);
}
