/** `tetherd policy schema`: prints the JSON Schema of policy files, or of policy tests, for editors. */
import { actionCatalogue } from "../actions/catalogue.js";
import { policySchema } from "../policies/skeleton/policy-schema.js";
import { testSchema } from "../trials/test-keys.js";
import { exitCodes } from "./exit-codes.js";

export function policySchemaText(tests: boolean): number {
  process.stdout.write(`${JSON.stringify(tests ? testSchema() : policySchema(actionCatalogue), null, 2)}\n`);
  return exitCodes.ok;
}
