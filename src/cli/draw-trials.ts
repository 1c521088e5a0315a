/** Draws what policy tests said, as good test runners do: one line per test, each failed expectation with place, and what no test reaches. Text only. */
import { formatProblem, type Problem } from "../policies/problem.js";
import { formatDuration } from "../shared/duration.js";
import type { PolicyCoverage } from "../trials/coverage.js";
import type { Failure, TrialResult } from "../trials/run-trial.js";
import type { TrialsReport } from "../trials/run-trials.js";
import { drawExplanation } from "./draw-explanation.js";
import type { Palette } from "./palette.js";

export function drawResult({ trial, failures, elapsedMs }: TrialResult, palette: Palette): readonly string[] {
  const took = palette.faint(`${formatDuration(elapsedMs)} of virtual time`);
  if (failures.length === 0) return [`${palette.good("✓")} ${trial.name}  ${took}`];
  return [`${palette.bad("✗")} ${palette.strong(trial.name)}  ${took}`, ...failures.flatMap((failure) => drawFailure(failure, palette))];
}

function drawFailure({ place, atMs, message, expected, found, why }: Failure, palette: Palette): readonly string[] {
  const where = palette.faint(`${place.path}:${place.line}:${place.column}, at ${formatDuration(atMs)}`);
  const what = expected === undefined || found === undefined ? [`    ${message}`] : [`    expected  ${expected}`, `    found     ${palette.bad(found)}`];
  return [`  ${where}`, ...what, ...why.flatMap((told) => drawExplanation(told, palette)).map((line) => `    ${line}`)];
}

export function drawProblems(problems: readonly Problem[], palette: Palette): readonly string[] {
  return problems.map((problem) => (problem.severity === "warning" ? palette.warn(formatProblem(problem)) : palette.bad(formatProblem(problem))));
}

/** A line per policy: what its tests reach, and what not. */
export function drawCoverage(coverage: readonly PolicyCoverage[], palette: Palette): readonly string[] {
  if (coverage.length === 0) return [];
  const width = Math.max(...coverage.map(({ policy }) => policy.length));
  return ["", palette.faint("coverage"), ...coverage.map(({ policy, tests, branches }) => {
    const missed = branches.filter(({ reached }) => !reached).map(({ branch }) => branch);
    const count = `${branches.length - missed.length} of ${branches.length}`.padEnd(8);
    const words = tests === 0 ? palette.warn("no test") : missed.length === 0 ? "" : palette.warn(`not reached: ${missed.join(", ")}`);
    return `  ${policy.padEnd(width)}  ${count}${words}`.trimEnd();
  })];
}

export function drawSummary({ hash, problems, results }: TrialsReport, palette: Palette): readonly string[] {
  const mistakes = problems.filter(({ severity }) => severity !== "warning").length;
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const told = [
    ...(mistakes === 0 ? [] : [palette.bad(count(mistakes, "mistake"))]),
    ...(failed === 0 ? [] : [palette.bad(`${count(failed, "test")} failed`)]),
    ...(hash === undefined ? [] : [`${count(results.length - failed, "test")} passed`]),
  ];
  return ["", told.join(", ")];
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}
