/**
 * The skeleton of a policy test: every key with its type, bounds, default and documentation, in one table. The reader, the published JSON
 * Schema and messages come from it.
 */
import { isSeq, type Node } from "yaml";
import { severities } from "../policies/decision.js";
import { keys, named, type ReadKeys } from "../policies/skeleton/keys.js";
import { choice, duration, oneOrMore, plainText, truth, wholeNumber } from "../policies/skeleton/plain-values.js";
import { modes } from "../policies/skeleton/policy-keys.js";
import { offsetOf, wrong, type JsonSchema, type KeyTable, type ValueSpec } from "../policies/skeleton/value-spec.js";
import { standingStates } from "./trial.js";

const dayMs = 86_400_000;
const longestMs = 366 * dayMs;
const mostSteps = 500;

const glob = plainText({ max: 1_000, allowed: 'a text or glob of at most 1000 characters, such as "desk-*"' });
const policyName = plainText({ max: 63, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", allowed: "the name of a policy" });

/** The node as it is: what it means is read elsewhere. */
function node(schema: JsonSchema, allowed: string): ValueSpec<Node> {
  return {
    schema,
    read: (found, name, reading) => {
      if (found !== null && found !== undefined) return found;
      reading.report(offsetOf(found), wrong(name, found, allowed));
      return undefined;
    },
  };
}

/** A list that may be empty: "none". */
function listOrNone<Item>(item: ValueSpec<Item>): ValueSpec<readonly Item[]> {
  return {
    schema: { type: "array", items: item.schema, maxItems: mostSteps },
    read: (found, name, reading) => {
      if (isSeq(found) && found.items.length <= mostSteps) return found.items.map((entry, index) => item.read(entry as Node | null, `${name}[${index}]`, reading)).filter((entry) => entry !== undefined);
      reading.report(offsetOf(found), isSeq(found) ? `${name} has ${found.items.length} entries; allowed: 0 to ${mostSteps}` : wrong(name, found, "a list; [] for none"));
      return undefined;
    },
  };
}

/** A mapping with the offset where it begins. */
export type PlacedKeys<Table extends KeyTable> = ReadKeys<Table> & { readonly offset: number };

function placed<Table extends KeyTable>(table: Table, doc: string): ValueSpec<PlacedKeys<Table>> {
  const item = keys(table, doc);
  return {
    schema: item.schema,
    read: (found, name, reading) => {
      const value = item.read(found, name, reading);
      return value === undefined ? undefined : { ...value, offset: offsetOf(found) };
    },
  };
}

const wishKeys = {
  policy: { doc: "Name of the policy; a glob.", value: glob, default: "the only policy of the test" },
  on: { doc: "Name or managed object id of the object; a glob.", value: glob, default: "any" },
  count: { doc: "How many this entry stands for.", value: wholeNumber(1, 100_000), default: "one or more" },
} as const;

const alertWishKeys = {
  ...wishKeys,
  state: { doc: "pending: its `for:` still runs. firing: published. shadow: what a policy in mode shadow would have published.", value: choice(standingStates), default: "firing" },
  severity: { doc: "Its severity now.", value: choice(severities) },
  summary: { doc: "Its summary; a glob.", value: glob },
  description: { doc: "Its description; a glob.", value: glob },
  labels: { doc: "Labels it has among others; globs.", value: named(glob, "^[A-Za-z_][A-Za-z0-9_]{0,63}$", 32, "Labels.", () => undefined) },
  annotations: { doc: "Annotations it has among others; globs.", value: named(glob, "^[A-Za-z_][A-Za-z0-9_]{0,63}$", 32, "Annotations.", () => undefined) },
} as const;

const stormWishKeys = {
  policy: wishKeys.policy,
  on: { doc: "Name or id of the clone group or cluster; a glob.", value: glob, default: "any" },
  severity: { doc: "Its severity now.", value: choice(severities) },
  members: { doc: "How many alerts are in it now.", value: wholeNumber(1, 100_000) },
} as const;

const resolvedWishKeys = { ...wishKeys, reason: { doc: 'Why, e.g. "condition ended"; a glob.', value: glob } } as const;

const actionWishKeys = {
  ...wishKeys,
  verb: { doc: "What is asked for, e.g. promote.", value: plainText({ max: 63, allowed: "the name of an action" }) },
  state: { doc: "How it is asked for; it follows from the policy's mode.", value: choice(["requested", "proposed", "shadow"] as const) },
  params: { doc: "Its parameters, compared whole.", value: node({ type: "object" }, "a mapping of parameters") },
  reason: { doc: "One of its reasons; a glob.", value: glob },
} as const;

const unknownWishKeys = { ...wishKeys, missing: { doc: 'One of the missing inputs, e.g. "vm.disks"; a glob.', value: glob } } as const;

const expectKeys = {
  alerts: { doc: "Alerts that stand at this moment.", value: listOrNone(placed(alertWishKeys, "One alert, or several alike.")), default: "none" },
  storms: { doc: "Storm alerts that stand at this moment, beside those of their members.", value: listOrNone(placed(stormWishKeys, "One storm.")), default: "none" },
  resolved: { doc: "Alerts resolved since the expectation before.", value: listOrNone(placed(resolvedWishKeys, "One resolved alert, or several alike.")), default: "none" },
  actions: { doc: "Actions asked for since the expectation before.", value: listOrNone(placed(actionWishKeys, "One action, or several alike.")), default: "none" },
  unknown: { doc: "Objects that a policy cannot judge at this moment, and what is missing.", value: listOrNone(placed(unknownWishKeys, "One object, or several alike.")), default: "none" },
  others: { doc: "Whether more than what is listed may be there.", value: choice(["refused", "allowed"] as const), default: "refused" },
} as const;

const words = oneOrMore(plainText({ max: 500, allowed: "words of `tetherd lab do`, such as migrate desk-07 esx07" }), 20);

const stepKeys = {
  at: { doc: "Moment of the step, from the start.", value: duration(0, longestMs) },
  after: { doc: "Moment of the step, from the end of the step before.", value: duration(0, longestMs), default: "0s" },
  do: { doc: "What happens: a line of `tetherd lab do`, or its words as a list where a name has blanks.", value: words },
  via: { doc: "Whether it is done through vCenter, or as if on the ESX host.", value: choice(["vcenter", "host"] as const), default: "vcenter" },
  wait: { doc: "false: time goes on while the task runs.", value: truth, default: "true" },
  fails: { doc: "vCenter must refuse it with this fault; a glob.", value: glob },
  expect: { doc: "What must be so then; what is not listed must not be.", value: placed(expectKeys, "What must be so at this moment.") },
} as const;

const settingKeys = {
  hostLimit: { doc: "`linkedClones.hostLimit` of the settings.", value: wholeNumber(1, 10_000), default: "judged from versions" },
  settle: { doc: "`watch.settle`: how long a fact waits for its cause.", value: duration(0, dayMs), default: "2s" },
  sweep: { doc: "`watch.sweep`: how often every policy looks at every object again.", value: duration(1_000, longestMs), default: "15m" },
} as const;

export const testKeys = {
  test: { doc: "What is tested, as a sentence.", required: true, value: plainText({ max: 200, allowed: "a text of at most 200 characters" }) },
  policies: { doc: "The policies that judge; each must match at least once.", value: oneOrMore(policyName, 100), default: "those in the policy file of the same name" },
  mode: { doc: "Judge the policies in this mode instead of their own.", value: choice(modes.filter((mode) => mode !== "off")), default: "each policy's own" },
  estate: { doc: "The lab's estate to begin with: the name of one in config/estates, a file beside the test, or the keys of an estate (docs/lab.md).", value: node({ anyOf: [{ type: "string" }, { type: "object" }] }, "a name, a path or the keys of an estate"), default: "the lab's default estate" },
  settings: { doc: "Settings of tetherd that hold during the test.", value: keys(settingKeys, "Settings of tetherd.") },
  steps: { doc: "What happens and what is expected, in order.", required: true, value: listOrNone(placed(stepKeys, "One step.")) },
} as const;

export type TestText = ReadKeys<typeof testKeys>;
export type StepText = PlacedKeys<typeof stepKeys>;
export type ExpectText = PlacedKeys<typeof expectKeys>;

/** The JSON Schema of a test document, for editors. */
export function testSchema(): JsonSchema {
  return { $schema: "http://json-schema.org/draft-07/schema#", title: "tetherd policy test", ...keys(testKeys, "One policy test. A file may hold several as YAML documents.").schema };
}
