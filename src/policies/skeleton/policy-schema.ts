/** The JSON Schema of the documents in a policy file, for editors: made from the same tables as the loader. It cannot check conditions; the loader does. */
import type { ActionCatalogue } from "../action-spec.js";
import { definitionSpec } from "./definition-keys.js";
import { policySpec } from "./policy-keys.js";
import type { JsonSchema } from "./value-spec.js";

export function policySchema(catalogue: ActionCatalogue): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "tetherd policy",
    description: "A policy, or with define: a definition. A file may hold several as YAML documents.",
    if: { required: ["define"] },
    then: {
      ...definitionSpec.schema,
      anyOf: [{ required: ["list"] }, { required: ["condition", "each"] }],
    },
    else: {
      ...policySpec(catalogue).schema,
      anyOf: [{ required: ["alert"] }, { required: ["do"] }],
      if: { required: ["do"], properties: { mode: { const: "enforce" } } },
      then: { required: ["limits"] },
    },
  };
}
