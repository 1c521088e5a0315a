/**
 * From the text of a test file to trials, with every mistake at its place: keys and values, names of policies, words of the lab, estates.
 * It runs nothing.
 */
import { dirname } from "node:path";
import { isScalar, type Node } from "yaml";
import { verbOf } from "../lab/control/verbs.js";
import { defaultEstate } from "../lab/estates/default-estate.js";
import type { Estate } from "../lab/estates/estate.js";
import { estateInside, loadEstate } from "../lab/estates/load-estate.js";
import { estatePath, shippedEstates } from "../lab/estates/shipped-estates.js";
import type { PolicySet } from "../policies/policy-set.js";
import type { Problem } from "../policies/problem.js";
import { readDocuments, type PolicyFile } from "../policies/read-documents.js";
import { keys } from "../policies/skeleton/keys.js";
import type { Reading } from "../policies/skeleton/reading.js";
import { offsetOf } from "../policies/skeleton/value-spec.js";
import { describeError } from "../shared/errors.js";
import { nearestName } from "../shared/nearest-name.js";
import { readExpectation } from "./read-expectation.js";
import { testKeys, type StepText, type TestText } from "./test-keys.js";
import type { Deed, Trial, TrialStep } from "./trial.js";

const spec = keys(testKeys, "A policy test.");

/** Tests with mistakes are left out; the mistakes go to `problems`. */
export async function readTrials(file: PolicyFile, policies: PolicySet, problems: Problem[]): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const { node, reading } of readDocuments(file, problems)) {
    const before = problems.length;
    const text = spec.read(node, "the test", reading);
    if (text === undefined) continue;
    const trial = await trialOf(text, offsetOf(node), file, policies, reading);
    if (trial !== undefined && problems.length === before) trials.push(trial);
  }
  return trials;
}

async function trialOf(text: TestText, start: number, file: PolicyFile, policies: PolicySet, reading: Reading): Promise<Trial | undefined> {
  const names = policyNames(text, start, file, policies, reading);
  const estate = text.estate === undefined ? defaultEstate : await estateOf(text.estate.value, file, reading);
  const steps = (text.steps?.value ?? []).flatMap((step) => stepOf(step, names, reading) ?? []);
  if (!steps.some((step) => step.expect !== undefined) && text.steps !== undefined) reading.report(text.steps.offset, "the test expects nothing; allowed: at least one step with expect:");
  const { hostLimit, settle, sweep } = text.settings?.value ?? {};
  if (text.test === undefined || estate === undefined) return undefined;
  return {
    name: text.test.value, place: reading.placeAt(start), policies: names, mode: text.mode?.value, estate, steps,
    settings: { hostLimit: hostLimit?.value, settleMs: settle?.value ?? 2_000, sweepMs: sweep?.value ?? 900_000 },
  };
}

/** Those given, or those of the policy file that the test file is named after: pool.test.yaml for pool.yaml. */
function policyNames(text: TestText, start: number, file: PolicyFile, { policies, byName }: PolicySet, reading: Reading): readonly string[] {
  if (text.policies === undefined) {
    const stem = file.path.replace(/\.test\.ya?ml$/, "");
    const beside = policies.filter(({ place }) => place.path.replace(/\.ya?ml$/, "") === stem).map(({ name }) => name);
    if (beside.length === 0) reading.report(start, `the test names no policies, and there is no policy file "${stem}.yaml" beside it; allowed: policies: with one or more of ${[...byName.keys()].join(", ")}`);
    return beside;
  }
  const { value, offset } = text.policies;
  for (const name of value) if (!byName.has(name)) reading.report(offset, `policies: there is no policy "${name}"; allowed: ${[...byName.keys()].join(", ")}${nearestName(name, [...byName.keys()])}`);
  return value.filter((name) => byName.has(name));
}

async function estateOf(node: Node, file: PolicyFile, reading: Reading): Promise<Estate | undefined> {
  if (!isScalar(node)) {
    const read = estateInside(node, file.text, file.path);
    if ("estate" in read) return read.estate;
    for (const { place, text } of read.mistakes) reading.reportAtLine(place ?? reading.placeAt(offsetOf(node)), `estate: ${text}`);
    return undefined;
  }
  const name = String(node.value);
  try {
    return await loadEstate(estatePath(name, dirname(file.path)));
  } catch (error) {
    const known = shippedEstates();
    reading.report(offsetOf(node), `estate: ${describeError(error)}; shipped are ${known.join(", ")}${nearestName(name, known)}`);
    return undefined;
  }
}

function stepOf(text: StepText, names: readonly string[], reading: Reading): TrialStep | undefined {
  const { at, after, do: deed, expect } = text;
  if (at !== undefined && after !== undefined) reading.report(after.offset, "a step has at: and after:; allowed: one of them");
  if (deed === undefined && expect === undefined) reading.report(text.offset, "a step has neither do: nor expect:; allowed: one or both");
  for (const key of ["via", "wait", "fails"] as const) if (text[key] !== undefined && deed === undefined) reading.report(text[key].offset, `${key}: is for do:, which the step does not have`);
  return {
    place: reading.placeAt(text.offset),
    moment: at === undefined ? { kind: "after", ms: after?.value ?? 0 } : { kind: "at", ms: at.value },
    deed: deed === undefined ? undefined : deedOf(text, deed.value, deed.offset, reading),
    expect: expect === undefined ? undefined : readExpectation(expect.value, names, reading),
  };
}

function deedOf({ via, wait, fails }: StepText, given: readonly string[], offset: number, reading: Reading): Deed {
  const [only = ""] = given;
  const words = given.length === 1 ? only.trim().split(/\s+/) : given;
  try {
    verbOf(words);
  } catch (error) {
    reading.report(offset, `do: ${describeError(error)}`);
  }
  if (["advance", "truth", "nuisances"].includes(words[0] ?? "")) reading.report(offset, `do: "${words[0] ?? ""}" is nothing that happens in a lab; time is moved by at: and after:`);
  return { words, via: via?.value, wait: wait?.value ?? true, fails: fails?.value };
}
