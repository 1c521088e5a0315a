/** Messages held against the JSON Schemas that the package publishes: the envelope, and the data by the schema that the envelope names. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

export const schemaFolder = fileURLToPath(new URL("../../schemas/", import.meta.url));
export const readSchema = (path: string): unknown => JSON.parse(readFileSync(`${schemaFolder}${path}`, "utf8"));

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
addFormats.default(ajv);
for (const file of readdirSync(schemaFolder).filter((name) => name.endsWith(".v1.schema.json"))) ajv.addSchema(readSchema(file) as object);

export function schemaOf(id: string): ValidateFunction {
  const validate = ajv.getSchema(id);
  if (validate === undefined) throw new Error(`no schema ${id}`);
  return validate;
}

/** What is wrong with the envelope or the data; nothing when it is valid. */
export function mistakesOf(event: object): readonly unknown[] {
  const plain = JSON.parse(JSON.stringify(event)) as { readonly dataschema: string; readonly data: unknown };
  return ([["urn:tetherd:schema:cloudevent.v1", plain], [plain.dataschema, plain.data]] as const).flatMap(([id, value]) => {
    const validate = schemaOf(id);
    return validate(value) ? [] : (validate.errors ?? []);
  });
}
