/**
 * Runs the policy tests of a directory: policies loaded as the daemon loads them, every test file read, one test after the other.
 * It prints nothing and touches nothing outside its own labs.
 */
import { actionCatalogue } from "../actions/catalogue.js";
import { makeCertificate } from "../lab/server/make-certificate.js";
import { loadPolicies } from "../policies/load-policies.js";
import { compareProblems, type Problem } from "../policies/problem.js";
import type { PolicyFile } from "../policies/read-documents.js";
import { Coverage, type PolicyCoverage } from "./coverage.js";
import { readTrials } from "./read-trials.js";
import { runTrial, type TrialResult } from "./run-trial.js";
import type { Trial } from "./trial.js";

export interface TrialsReport {
  /** Of the policies; undefined where they have mistakes. */
  readonly hash: string | undefined;
  /** Mistakes and warnings of policy files and test files. */
  readonly problems: readonly Problem[];
  readonly results: readonly TrialResult[];
  readonly coverage: readonly PolicyCoverage[];
}

/** Broken test files do not keep the others from running; broken policies do. `tell` is called after each test. */
export async function runTrials(policyFiles: readonly PolicyFile[], testFiles: readonly PolicyFile[], tell: (result: TrialResult) => void = () => undefined): Promise<TrialsReport> {
  const { policies, problems: found } = loadPolicies(policyFiles, actionCatalogue);
  const problems = [...found];
  if (policies === undefined) return { hash: undefined, problems, results: [], coverage: [] };
  const trials: Trial[] = [];
  for (const file of testFiles) trials.push(...await readTrials(file, policies, problems));
  const coverage = new Coverage();
  const results: TrialResult[] = [];
  if (trials.length > 0) {
    const certificate = await makeCertificate("127.0.0.1");
    for (const trial of trials) {
      const result = await runTrial(trial, policies, certificate, coverage);
      results.push(result);
      tell(result);
    }
  }
  return { hash: policies.hash, problems: problems.sort(compareProblems), results, coverage: coverage.of(policies.policies) };
}
