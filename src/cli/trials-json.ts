/** What policy tests said as plain JSON, for programs; `hash` tells which policies were tested. */
import { explanationJson } from "./explanation-json.js";
import type { TrialsReport } from "../trials/run-trials.js";

export function trialsJson({ hash, problems, results, coverage }: TrialsReport): Readonly<Record<string, unknown>> {
  return {
    hash: hash ?? null, problems,
    tests: results.map(({ trial, failures, elapsedMs }) => ({ name: trial.name, place: trial.place, policies: trial.policies, passed: failures.length === 0, virtualMs: elapsedMs, failures: failures.map(({ why, ...failure }) => ({ ...failure, why: why.map(explanationJson) })) })),
    coverage,
  };
}
