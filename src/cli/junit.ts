/** What policy tests said as JUnit XML, which most CI servers read: one suite per test file. */
import { formatProblem } from "../policies/problem.js";
import { drawExplanation } from "./draw-explanation.js";
import { paletteFor } from "./palette.js";
import type { TrialsReport } from "../trials/run-trials.js";

export function junitOf({ problems, results }: TrialsReport): string {
  const files = [...new Set(results.map(({ trial }) => trial.place.path))];
  const mistakes = problems.filter(({ severity }) => severity !== "warning");
  const suites = files.map((file) => {
    const own = results.filter(({ trial }) => trial.place.path === file);
    const cases = own.map(({ trial, failures }) => {
      const told = failures.map(({ place, message, why }) => `    <failure message="${escaped(message)}">${escaped([`${place.path}:${place.line}:${place.column}`, message, ...why.flatMap((told) => drawExplanation(told, paletteFor({})))].join("\n"))}</failure>\n`);
      return `  <testcase classname="${escaped(file)}" name="${escaped(trial.name)}">${told.length === 0 ? "" : `\n${told.join("")}  `}</testcase>\n`;
    });
    return suite(file, own.length, own.filter(({ failures }) => failures.length > 0).length, 0, cases);
  });
  const broken = mistakes.map((problem) => `  <testcase classname="${escaped(problem.path)}" name="line ${problem.line}">\n    <error message="${escaped(problem.message)}">${escaped(formatProblem(problem))}</error>\n  </testcase>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}${broken.length === 0 ? "" : suite("mistakes", broken.length, 0, broken.length, broken)}</testsuites>\n`;
}

function suite(name: string, tests: number, failures: number, errors: number, cases: readonly string[]): string {
  return `<testsuite name="${escaped(name)}" tests="${tests}" failures="${failures}" errors="${errors}">\n${cases.join("")}</testsuite>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
