import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandCatalogue } from "../../src/app/commands/catalogue.js";
import type { CommandParts } from "../../src/app/commands/command-parts.js";
import { command, done } from "../../src/bus/command.js";
import { commandSchema } from "../../src/bus/command-schema.js";
import { mostCommandBytes, readCommand } from "../../src/bus/read-command.js";

const now = Date.parse("2026-11-24T08:00:00Z");
const catalogue = commandCatalogue({} as CommandParts);
const pause = command({
  verb: "pause", scope: "vcenter", summary: "For these tests.", handle: () => Promise.resolve(done("held")),
  args: {
    comment: { kind: "text", most: 10, doc: "Why.", example: "rest" },
    ids: { kind: "texts", most: 3, optional: true, doc: "Which.", example: ["a"] },
    until: { kind: "time", optional: true, doc: "Until when.", example: "2026-11-24T09:00:00Z" },
    within: { kind: "duration", optional: true, doc: "How long.", example: "2h" },
    most: { kind: "number", optional: true, doc: "How many.", example: 2 },
    all: { kind: "flag", optional: true, doc: "All of them.", example: true },
    params: { kind: "object", optional: true, doc: "More.", example: { unlink: true } },
  },
});
const good = { id: "1", sender: "ann", at: "2026-11-24T07:59:00Z", vcenter: "vc1", comment: "rest" };
const read = (value: unknown, at = now): ReturnType<typeof readCommand> => readCommand(pause, Buffer.from(typeof value === "string" ? value : JSON.stringify(value)), at);
const codeOf = (value: unknown, at?: number): string => {
  const result = read(value, at);
  return result.kind === "refused" ? result.reply.code : "taken";
};
const wordsOf = (value: unknown): string => {
  const result = read(value);
  return result.kind === "refused" ? result.reply.message : "taken";
};

describe("a command that came in", () => {
  it("is taken apart into envelope and arguments", () => {
    expect(read({ ...good, ids: ["a"] })).toEqual({ kind: "request", request: { id: "1", sender: "ann", at: good.at, vcenter: "vc1", args: { comment: "rest", ids: ["a"] } } });
  });

  it.each([
    ["is no JSON", "{", /must be one JSON object: .*JSON/],
    ["is no object", "[]", /it is something else/],
    ["is not UTF-8", "", /one JSON object/],
    ["lacks an argument", { ...good, comment: undefined }, /"comment" must be given: it is missing/],
    ["lacks the vCenter", { ...good, vcenter: undefined }, /"vcenter" must be given/],
    ["has a misspelt member", { ...good, expiresat: good.at }, /"expiresat" is not; did you mean "expiresAt"\?/],
    ["has an id with a space", { ...good, id: "a b" }, /"id" must be a text like/],
    ["has an argument of another kind", { ...good, all: "yes" }, /"all" must be true or false: current value is "yes"/],
    ["has a text that is too long", { ...good, comment: "x".repeat(11) }, /a text of 1 to 10 characters/],
    ["has a time without a zone", { ...good, at: "2026-11-24T08:00:00" }, /"at" must be a time/],
    ["has a prototype for a member", '{"__proto__":{"sender":"eve"},"id":"1"}', /"__proto__" is not/],
  ])("that %s is refused with a sentence", (_what, value, words) => {
    expect(wordsOf(value)).toMatch(words);
    expect(codeOf(value)).toBe("COMMAND_MALFORMED");
  });

  it("counts for five minutes unless it says otherwise, and never for more than a day", () => {
    expect(codeOf(good, Date.parse(good.at) + 300_000)).toBe("taken");
    expect(codeOf(good, Date.parse(good.at) + 300_001)).toBe("COMMAND_EXPIRED");
    expect(codeOf({ ...good, expiresAt: "2026-11-24T07:59:30Z" })).toBe("COMMAND_EXPIRED");
    expect(codeOf({ ...good, expiresAt: "2026-11-25T07:58:00Z" })).toBe("taken");
    expect(codeOf({ ...good, expiresAt: "2026-11-26T07:58:00Z" })).toBe("COMMAND_EXPIRED");
    expect(codeOf({ ...good, at: "2026-11-24T08:03:00Z" })).toBe("COMMAND_EXPIRED");
  });

  it("is refused above the bound of bytes without being looked at", () => {
    expect(codeOf(`"${"x".repeat(mostCommandBytes)}`)).toBe("COMMAND_TOO_LARGE");
  });
});

describe("the published schema of commands", () => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  addFormats.default(ajv);
  const valid = ajv.compile({ ...commandSchema([pause]), $id: "urn:test:pause" });

  it("is the one the door works by (npx vitest run -u writes it)", async () => {
    await expect(`${JSON.stringify(commandSchema(catalogue), null, 2)}\n`).toMatchFileSnapshot("../../schemas/command.v1.schema.json");
  });

  it("takes the examples of every verb, and the door does too", () => {
    const schema = ajv.compile(commandSchema(catalogue));
    for (const { verb, args, ...rest } of catalogue) {
      const example = { ...good, comment: undefined, vcenter: rest.scope === "site" ? undefined : "vc1", ...Object.fromEntries(Object.entries(args).map(([name, spec]) => [name, spec.example])) };
      const plain: unknown = JSON.parse(JSON.stringify(example));
      expect(schema(plain), `${verb}: ${JSON.stringify(schema.errors)}`).toBe(true);
      expect(readCommand({ verb, args, ...rest }, Buffer.from(JSON.stringify(plain)), now).kind, verb).toBe("request");
    }
  });

  it("and the door agree on whatever is sent", () => {
    const value = fc.oneof(fc.constantFrom("rest", "1", "", "2h", "0s", "2026-11-24T08:00:00Z", "2026-02-30T08:00:00Z", "yesterday", "x".repeat(11)), fc.boolean(), fc.integer(), fc.array(fc.string(), { maxLength: 4 }), fc.constant({}), fc.constant(null));
    const members = fc.dictionary(fc.constantFrom("id", "sender", "vcenter", "comment", "ids", "until", "within", "most", "all", "params", "other"), value, { maxKeys: 4, noNullPrototype: true });
    fc.assert(fc.property(members, (change) => {
      const sent: unknown = JSON.parse(JSON.stringify({ ...good, ...change }));
      expect([valid(sent), sent]).toEqual([codeOf(sent) === "taken", sent]);
    }), { numRuns: 1_000 });
  });
});
