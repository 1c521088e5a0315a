/** The skeleton of the routing file: every key with its type, bounds, default and documentation, in one table. The loader and the published JSON Schema are made from it. */
import { expression } from "../../policies/skeleton/expression-text.js";
import { keys, named, type Found, type ReadKeys } from "../../policies/skeleton/keys.js";
import { duration, listOf, oneOrMore, plainText, truth } from "../../policies/skeleton/plain-values.js";
import { offsetOf, type ValueSpec } from "../../policies/skeleton/value-spec.js";
import { timeWindow } from "../../policies/skeleton/window.js";
import { receiverKinds } from "../catalogue.js";
import type { Receiver } from "./routing.js";

const dayMs = 86_400_000;
const namePattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";
const nameText = plainText({ max: 63, pattern: namePattern, allowed: "a name of lower-case letters, digits and dashes, at most 63" });
const labelName = plainText({ max: 64, pattern: "^[A-Za-z_][A-Za-z0-9_]*$", allowed: "the name of a label" });

/** A name where it stands, for messages about it. */
const nameAt: ValueSpec<Found<string>> = {
  ...nameText,
  read: (node, name, reading) => {
    const value = nameText.read(node, name, reading);
    return value === undefined ? undefined : { value, offset: offsetOf(node), valueOffset: offsetOf(node) };
  },
};

type MakeReceiver = Omit<Receiver, "name">;

const kindKeys = Object.fromEntries(receiverKinds.map(({ name, summary, config }) => [name, { doc: `Tells ${summary}.`, value: config }]));
const kindSpec = keys(kindKeys, "One receiver: exactly one kind with its keys.");

/** A mapping with exactly one kind of receiver. */
const receiver: ValueSpec<MakeReceiver> = {
  ...kindSpec,
  schema: { ...kindSpec.schema, minProperties: 1, maxProperties: 1 },
  read: (node, name, reading) => {
    const read = kindSpec.read(node, name, reading);
    if (read === undefined) return undefined;
    const given = receiverKinds.flatMap((kind) => (read[kind.name] === undefined ? [] : [{ kind: kind.name, pace: kind.pace, made: read[kind.name]?.value }]));
    const [first] = given;
    if (first?.made !== undefined && given.length === 1) return { kind: first.kind, pace: first.pace, ...first.made };
    if (given.length > 1) reading.report(offsetOf(node), `${name} is of several kinds (${given.map(({ kind }) => kind).join(", ")}); allowed: one, and a receiver for each`);
    else if (node !== null && node !== undefined && "items" in node && Array.isArray(node.items) && node.items.length === 0) reading.report(offsetOf(node), `${name} has no kind; allowed: ${receiverKinds.map((kind) => kind.name).join(", ")}`);
    return undefined;
  },
};

const tellingKeys = {
  to: { doc: "Names of the receivers that are told.", value: oneOrMore(nameAt, 16), required: true, example: "[oncall, storage-chat]" },
  group: { doc: "Labels whose values a group has in common; cluster, host and datastore are known besides the alert's own labels.", value: oneOrMore(labelName, 8), default: "none: each alert is told on its own", example: "[policy, cluster]" },
  wait: { doc: "How long a group waits for more before it is first told.", value: duration(0, dayMs), default: "30s, without group 0s", example: "30s" },
  interval: { doc: "How far apart two tellings of one group are at least; that somebody decided is told at once.", value: duration(0, dayMs), default: "5m, without group 0s", example: "5m" },
  repeat: { doc: "What still fires is told again after so long.", value: duration(60_000, 30 * dayMs), default: "4h", example: "12h" },
  mute: { doc: "Names of mute times: during them nothing is told here; what still holds is told when they end.", value: oneOrMore(nameAt, 8), default: "none", example: "[nights]" },
} as const;

export const routeKeys = {
  match: { doc: "CEL yielding bool over labels; a label that is not there is the empty text.", value: expression("bool"), required: true, example: `'labels.team == "storage" && labels.severity in ["error", "critical"]'` },
  ...tellingKeys,
  continue: { doc: "Tell these besides: look at the routes below and at the default as if this one were not there.", value: truth, default: "false", example: "true" },
} as const;

export const routingKeys = {
  receivers: { doc: "Who can be told, by name.", value: named(receiver, namePattern, 64, "Who can be told, by name.", () => undefined), required: true, example: "{ oncall: { pagerduty: { routingKeyFile: /run/secrets/pagerduty } } }" },
  mute: { doc: "Times in which nobody is told, by name.", value: named(oneOrMore(timeWindow, 14), namePattern, 32, "Mute times, by name.", () => undefined), default: "none", example: '{ nights: "22:00-06:00 Europe/Berlin" }' },
  routes: { doc: "Who is told of which alerts: the first route that matches, and those above it that continue.", value: listOf(keys(routeKeys, "One route."), 500), default: "none", example: `[{ match: 'labels.team == "storage"', to: oncall }]` },
  default: { doc: "Who is told of what no route matches, so that nothing falls through unseen.", value: keys(tellingKeys, "Who is told of what no route matches."), required: true, example: "{ to: oncall }" },
} as const;

export const routingSpec = keys(routingKeys, "Who is told of which alerts.");

export type RoutingText = ReadKeys<typeof routingKeys>;
export type RouteText = ReadKeys<typeof routeKeys>;
export type TellingText = ReadKeys<typeof tellingKeys>;
