/** The JSON Schema of commands and their replies, made from the same specs as the door works by. It says nothing about times, which the door looks at too. */
import type { ArgSpec, Command } from "./command.js";
import { durationPattern, membersOf } from "./read-command.js";

type JsonSchema = Readonly<Record<string, unknown>>;

/** `$defs` has one schema per verb, and `reply`. The verb is in the subject, so the whole accepts any of them. */
export function commandSchema(commands: readonly Command[]): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:tetherd:schema:command.v1",
    title: "Command",
    description: "What may be sent to tetherd.<site>.command.<verb>, each verb by its own schema under $defs.",
    anyOf: commands.map(({ verb }) => ({ $ref: `#/$defs/${verb}` })),
    $defs: { ...Object.fromEntries(commands.map((command) => [command.verb, schemaOf(command)])), reply },
  };
}

const reply: JsonSchema = {
  description: "What comes back.",
  type: "object",
  required: ["ok", "code", "message"],
  properties: {
    ok: { type: "boolean", description: "Whether it was done." },
    code: { type: "string", description: "DONE, or a COMMAND_ code of docs/errors.md." },
    message: { type: "string", description: "One sentence for people." },
  },
};

function schemaOf(command: Command): JsonSchema {
  const members = Object.entries(membersOf(command));
  return {
    description: command.summary,
    type: "object",
    additionalProperties: false,
    required: members.filter(([, { optional }]) => optional !== true).map(([name]) => name),
    properties: Object.fromEntries(members.map(([name, spec]) => [name, { description: spec.doc, ...typeOf(spec), examples: [spec.example] }])),
  };
}

function typeOf({ kind, most, pattern }: ArgSpec): JsonSchema {
  switch (kind) {
    case "text": return { type: "string", minLength: 1, maxLength: most ?? 4_096, ...(pattern === undefined ? {} : { pattern }) };
    case "texts": return { type: "array", minItems: 1, maxItems: most ?? 100, items: { type: "string", minLength: 1, maxLength: 4_096 } };
    case "time": return { type: "string", format: "date-time" };
    case "duration": return { type: "string", pattern: durationPattern };
    case "number": return { type: "number" };
    case "flag": return { type: "boolean" };
    case "object": return { type: "object" };
  }
}
