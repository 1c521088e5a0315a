/** The JSON Schema of a policy document, for editors: made from the same table as the loader. */
import type { ActionCatalogue } from "../action-spec.js";
import { keys } from "./keys.js";
import { policyKeys } from "./policy-keys.js";
import type { JsonSchema } from "./value-spec.js";

export function policySchema(catalogue: ActionCatalogue): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "tetherd policy",
    ...keys(policyKeys(catalogue), "One policy. A file may hold several as YAML documents.").schema,
    anyOf: [{ required: ["alert"] }, { required: ["do"] }],
    if: { required: ["do"], properties: { mode: { const: "enforce" } } },
    then: { required: ["limits"] },
  };
}
