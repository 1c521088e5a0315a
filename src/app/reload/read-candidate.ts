/**
 * A candidate for the policies in force: the whole directory read, checked, and tested with the test files beside it. It says what is wrong with it
 * and swaps nothing.
 */
import { actionCatalogue } from "../../actions/catalogue.js";
import { loadPolicies } from "../../policies/load-policies.js";
import type { PolicySet } from "../../policies/policy-set.js";
import { formatProblem } from "../../policies/problem.js";
import { readPolicyDirectory, type PolicyFile } from "../../settings/policy-directory.js";
import { contentHash } from "../../shared/digest.js";
import { formatDuration } from "../../shared/duration.js";
import { describeError } from "../../shared/errors.js";
import type { PolicyTester, TestVerdict } from "./policy-tester.js";

export interface CandidateInput {
  readonly directory: string;
  /** Undefined: tests beside the policies are not run. */
  readonly tester: PolicyTester | undefined;
  /** How long all tests together may take. */
  readonly testWithinMs: number;
}

/** All the texts of the directory; `content` changes with any of them. */
export interface PolicyTexts {
  readonly policies: readonly PolicyFile[];
  readonly tests: readonly PolicyFile[];
  readonly content: string;
}

/** What is wrong, each with its place where there is one. */
export interface Wrong {
  readonly wrong: readonly string[];
  /** The policies are fine, and whether their tests pass is not known. */
  readonly untested?: PolicySet;
}

export interface Good {
  readonly set: PolicySet;
  /** How many were run. */
  readonly tests: number;
  /** What is no mistake and yet worth mending, each with its place. */
  readonly warnings: readonly string[];
}

/** Mistakes that are told; more than this helps nobody. */
const mostTold = 50;

/** Throws POLICIES_UNREADABLE. */
export async function readTexts(directory: string): Promise<PolicyTexts> {
  const [policies, tests] = await Promise.all([readPolicyDirectory(directory), readPolicyDirectory(directory, "tests")]);
  return { policies, tests, content: contentHash([policies, tests]) };
}

/** Never throws for what files hold; "changed" when they were others by the time they were tested. Rejects when `signal` aborts. */
export async function tryTexts({ policies: files, tests }: PolicyTexts, { directory, tester, testWithinMs }: CandidateInput, signal: AbortSignal): Promise<Good | Wrong | "changed"> {
  const { policies: set, problems } = loadPolicies(files, actionCatalogue);
  if (set === undefined) return { wrong: problems.filter(({ severity }) => severity !== "warning").slice(0, mostTold).map(formatProblem) };
  const warnings = problems.slice(0, mostTold).map(formatProblem);
  if (tester === undefined || tests.length === 0) return { set, tests: 0, warnings };
  const verdict = await withinTime(tester, directory, testWithinMs, signal);
  if ("wrong" in verdict) return { ...verdict, untested: set };
  if (verdict.hash !== undefined && verdict.hash !== set.hash) return "changed";
  return verdict.failures.length === 0 ? { set, tests: verdict.tests, warnings } : { wrong: verdict.failures.slice(0, mostTold) };
}

async function withinTime(tester: PolicyTester, directory: string, withinMs: number, signal: AbortSignal): Promise<TestVerdict | Wrong> {
  const time = AbortSignal.timeout(withinMs);
  try {
    return await tester(directory, AbortSignal.any([signal, time]));
  } catch (error) {
    signal.throwIfAborted();
    return { wrong: [time.aborted ? `the tests in ${directory} did not end within ${formatDuration(withinMs)} (policies.testWithin)` : `the tests in ${directory} could not be run: ${describeError(error)}`] };
  }
}
