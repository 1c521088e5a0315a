/**
 * What an alert says about its subject: labels, texts, and the object as the condition saw it. A text whose inputs are missing is
 * replaced and says so; an alert is never held back by its words.
 */
import type { Expression } from "./conditions/expression.js";
import type { Severity, Subject, World } from "./decision.js";
import type { Policy } from "./policy.js";
import { subjectName, subjectView } from "./subjects.js";
import type { Json, JsonObject } from "./vocabulary/json.js";
import { sightOf, type Sight } from "./vocabulary/sight.js";

/** A text longer than this is cut. */
const maxTextLength = 4_096;
/** Entries of a list in the object of an alert; a message has to fit into what a NATS server accepts (1 MiB). */
const maxObjectItems = 1_000;
/** Entries of a list in an object inside that object: in a storm each member's alert would carry all the others. */
const maxNestedItems = 10;

export interface Rendered {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly object: unknown;
}

/** `vcenter` is the instance UUID. */
export function render(policy: Policy, world: World, subject: Subject, severity: Severity, vcenter: string): Rendered {
  const sight = sightOf(world);
  const name = subjectName(sight, subject);
  const { alert } = policy;
  const say = (expression: Expression | undefined, otherwise: string): string => textOf(expression, sight, subject, otherwise);
  const texts = Object.fromEntries(Object.entries(alert?.annotations ?? {}).map(([key, expression]) => [key, say(expression, "")]));
  const description = say(alert?.description, policy.description);
  return {
    labels: {
      ...alert?.labels, alertname: policy.name, policy: policy.name, severity, vcenter,
      subject: subject.id, subject_kind: subject.kind, name,
    },
    annotations: {
      ...texts, summary: say(alert?.summary, `${policy.name}: ${subject.kind} ${name}`),
      ...(description === "" ? {} : { description }),
      ...(alert?.runbook === undefined ? {} : { runbook_url: alert.runbook }),
    },
    object: bounded(subjectView(sight, subject)),
  };
}

function textOf(expression: Expression | undefined, sight: Sight, subject: Subject, otherwise: string): string {
  if (expression === undefined) return otherwise;
  const outcome = expression.evaluate(sight, subject);
  if (outcome.kind === "unknown") return `${otherwise} (not known at the moment: ${outcome.missing.join(", ")})`.trim();
  return typeof outcome.value === "string" ? outcome.value.slice(0, maxTextLength) : otherwise;
}

/** Long lists are cut, and a member beside them says how much is left out. Of what the object stands in (a VM's group, say) less is told than of the object itself. */
function bounded(object: JsonObject | undefined): JsonObject | null {
  return object === undefined ? null : boundedObject(object, maxObjectItems);
}

/** What many subjects stand in, a group with its members' alerts, is cut once. */
const short = new WeakMap<JsonObject, JsonObject>();

function nested(object: JsonObject): JsonObject {
  const known = short.get(object) ?? boundedObject(object, maxNestedItems);
  short.set(object, known);
  return known;
}

function boundedObject(object: JsonObject, most: number): JsonObject {
  const cut: Record<string, Json> = {};
  for (const [key, value] of Object.entries(object)) {
    if (isList(value)) {
      cut[key] = value.length <= most ? value : value.slice(0, most);
      if (value.length > most) cut[`${key}Omitted`] = value.length - most;
    } else cut[key] = typeof value === "object" && value !== null ? nested(value) : value;
  }
  return cut;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
