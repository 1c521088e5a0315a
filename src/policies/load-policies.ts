/**
 * From the texts of policy files to a set of policies: whole, or not at all with everything that is wrong. It reads no files itself.
 */
import type { ActionCatalogue } from "./action-spec.js";
import { compilePolicy } from "./compile-policy.js";
import { createLanguage } from "./conditions/language.js";
import type { Policy } from "./policy.js";
import { policySet, type PolicySet } from "./policy-set.js";
import { compareProblems, type Problem } from "./problem.js";
import { readDocuments, type PolicyFile } from "./read-documents.js";
import { keys, type Found } from "./skeleton/keys.js";
import { policyKeys } from "./skeleton/policy-keys.js";
import { offsetOf } from "./skeleton/value-spec.js";

export interface LoadedPolicies {
  /** Undefined when any problem is an error. */
  readonly policies: PolicySet | undefined;
  /** Errors and warnings by file and place. */
  readonly problems: readonly Problem[];
}

/** `actions` are those that `do:` may name. Never throws for what files contain. */
export function loadPolicies(files: readonly PolicyFile[], actions: ActionCatalogue): LoadedPolicies {
  const problems: Problem[] = [];
  const language = createLanguage();
  const spec = keys(policyKeys(actions), "One policy.");
  const policies: Policy[] = [];
  const places = new Map<string, string>();
  for (const file of files) {
    for (const { node, reading } of readDocuments(file, problems)) {
      const start = offsetOf(node);
      const text = spec.read(node, "the policy", reading);
      if (text === undefined) continue;
      const name: Found<string> | undefined = text.policy;
      const place = `${file.path}:${reading.lineAt(name?.offset ?? start)}`;
      const earlier = name === undefined ? undefined : places.get(name.value);
      if (name !== undefined && earlier !== undefined) reading.report(name.offset, `duplicate policy name "${name.value}"; it is taken at ${earlier}`);
      else if (name !== undefined) places.set(name.value, place);
      const policy = compilePolicy(text, start, { reading, language, actions });
      if (policy !== undefined) policies.push(policy);
    }
  }
  const failed = problems.some((problem) => problem.severity !== "warning");
  return { policies: failed ? undefined : policySet(policies, files.map((file) => file.text)), problems: problems.sort(compareProblems) };
}
