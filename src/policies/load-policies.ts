/**
 * From the texts of policy files to a set of policies: whole, or not at all with everything that is wrong. It reads no files itself.
 */
import { isMap, isScalar, type Node } from "yaml";
import type { ActionCatalogue } from "./action-spec.js";
import { compilePolicy } from "./compile-policy.js";
import { readDefinitions } from "./definitions.js";
import { crossPolicies, opposedPolicies } from "./opposed-policies.js";
import type { Policy } from "./policy.js";
import { policySet, type PolicySet } from "./policy-set.js";
import { compareProblems, type Problem } from "./problem.js";
import { readDocuments, type PolicyFile } from "./read-documents.js";
import type { Found } from "./skeleton/keys.js";
import { policySpec } from "./skeleton/policy-keys.js";
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
  const documents = files.flatMap((file) => readDocuments(file, problems).map((document) => ({ ...document, isDefinition: isDefinition(document.node) })));
  const { names, language, warnUnused } = readDefinitions(documents.filter((document) => document.isDefinition));
  const spec = policySpec(actions);
  const policies: Policy[] = [];
  const places = new Map<string, string>();
  const used = new Set<string>();
  for (const { node, reading } of documents.filter((document) => !document.isDefinition)) {
    const start = offsetOf(node);
    const text = spec.read(node, "the policy", reading);
    if (text === undefined) continue;
    const name: Found<string> | undefined = text.policy;
    const place = `${reading.path}:${reading.lineAt(name?.offset ?? start)}`;
    const earlier = name === undefined ? undefined : places.get(name.value);
    if (name !== undefined && earlier !== undefined) reading.report(name.offset, `duplicate policy name "${name.value}"; it is taken at ${earlier}`);
    else if (name !== undefined) places.set(name.value, place);
    const policy = compilePolicy(text, start, { reading, language, actions, names, used });
    if (policy !== undefined) policies.push(policy);
  }
  if (!problems.some((problem) => problem.severity !== "warning")) warnUnused(used);
  for (const { policy, other } of opposedPolicies(policies, actions)) {
    problems.push({
      ...policy.place, column: 1,
      message: `do.${policy.action?.verb ?? ""} works against do.${other.action?.verb ?? ""} of the policy "${other.name}" (${other.place.path}:${other.place.line}) on the same objects; let their where: choose different ones, or set one to mode: shadow`,
    });
  }
  for (const { policy, other } of crossPolicies(policies, actions)) {
    problems.push({
      ...policy.place, column: 1, severity: "warning",
      message: `do.${policy.action?.verb ?? ""} leads to another place than that of the policy "${other.name}" (${other.place.path}:${other.place.line}): what meets both conditions is moved back and forth; let their where: or when: exclude each other`,
    });
  }
  const failed = problems.some((problem) => problem.severity !== "warning");
  return { policies: failed ? undefined : policySet(policies, files.map((file) => file.text)), problems: problems.sort(compareProblems) };
}

/** A document that has the key `define` is a definition; every other is a policy. */
function isDefinition(node: Node): boolean {
  return isMap(node) && node.items.some(({ key }) => isScalar(key) && key.value === "define");
}
