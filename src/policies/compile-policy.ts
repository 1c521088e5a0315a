/** From the read keys of one document to a policy: cross-checks between keys, and every expression compiled. */
import { chooseEvents, type EventChoice } from "../inventory/told-events.js";
import type { ActionCatalogue } from "./action-spec.js";
import { checkPossible } from "./check-possible.js";
import { compileWhere } from "./compile-where.js";
import { isExpression, type Language } from "./conditions/language.js";
import type { Expression } from "./conditions/expression.js";
import type { Names } from "./conditions/names.js";
import { severities, type SubjectKind } from "./decision.js";
import type { ActionPart, AlertPart, Limits, Param, Policy } from "./policy.js";
import type { ActionText } from "./skeleton/actions.js";
import type { ExpressionText } from "./skeleton/expression-text.js";
import { present, type Found } from "./skeleton/keys.js";
import type { PolicyText } from "./skeleton/policy-keys.js";
import type { Reading } from "./skeleton/reading.js";

interface Ground {
  readonly reading: Reading;
  readonly language: Language;
  readonly names: Names;
  /** Names of definitions that policies use; those of this one are added. */
  readonly used: Set<string>;
  readonly actions: ActionCatalogue;
}

/** Undefined after having reported what is wrong. `start` is where the document begins. */
export function compilePolicy(text: PolicyText, start: number, ground: Ground): Policy | undefined {
  const { reading } = ground;
  const { policy: name, mode, each, when } = text;
  const parts = checkParts(text, start, reading);
  if (each === undefined) return undefined;
  const kind = each.value;
  const compile = compiler(ground, kind);
  const isWhole = [parts, checkAction(text, kind, ground), checkEvents(text, reading), checkRaise(text, reading)].every((part) => part);
  const where = compileWhere(text.where?.value, kind, ground.names, ground.used, reading);
  const condition = when === undefined ? undefined : compile(when.value);
  const alert = text.alert === undefined ? undefined : alertPart(text.alert.value, eventsOf(text) === undefined ? 0 : eventStandsMs, compile, reading);
  const action = text.do === undefined ? undefined : actionPart(text.do.value, compile, ground.actions);
  const that = text.verify?.value.that === undefined ? undefined : compile(text.verify.value.that.value);
  const withinMs = text.verify?.value.within?.value;
  const isPossible = checkPossible(text, { condition, raise: isWhole ? alert?.raise ?? [] : [], that }, reading);
  if (!isWhole || !isPossible || where === undefined || name === undefined || mode === undefined || condition === undefined || alert === null || action === null || (text.verify !== undefined && that === undefined)) return undefined;
  return {
    name: name.value, description: text.description?.value ?? "", mode: mode.value, each: kind,
    on: text.on === undefined ? undefined : new Set(text.on.value.map((word) => (typeof word === "string" ? word : "vcenter.event"))),
    events: eventsOf(text),
    where, when: condition, forMs: text.for?.value ?? 0, alert, action,
    limits: text.limits === undefined ? undefined : limitsOf(text.limits.value),
    verify: that === undefined || withinMs === undefined ? undefined : { withinMs, that },
    place: { path: reading.path, line: reading.lineAt(start) },
  };
}

/** How long an alert stands for an event when its policy does not say. */
const eventStandsMs = 900_000;

function eventsOf({ on }: PolicyText): EventChoice | undefined {
  const names = (on?.value ?? []).flatMap((word) => (typeof word === "string" ? [] : [word.event]));
  return names.length === 0 ? undefined : chooseEvents(names);
}

/** An event leaves nothing behind that could be looked at again: no action can be checked against it, and nothing lasts. */
function checkEvents(text: PolicyText, reading: Reading): boolean {
  if (eventsOf(text) === undefined) return true;
  const mistakes: [number, string][] = [];
  if (text.on?.value.some((word) => typeof word === "string") === true) mistakes.push([text.on.offset, "on: names facts and events; allowed: one or the other, so make two policies of it"]);
  if (text.do !== undefined) mistakes.push([text.do.offset, "do: does not go with events in on:, for an event leaves no state to check the action against; allowed: alert:, or a policy over the state that the event leads to"]);
  if ((text.for?.value ?? 0) > 0) mistakes.push([text.for?.offset ?? 0, "for: does not go with events in on:, for an event does not last; allowed: alert.keepFiringFor, which says how long the alert stands"]);
  for (const [offset, message] of mistakes) reading.report(offset, message);
  return mistakes.length === 0;
}

type Compile = (text: ExpressionText) => Expression | undefined;

function compiler({ reading, language, used }: Ground, kind: SubjectKind): Compile {
  return (text) => {
    const compiled = language.compile(text.text, kind, text.yields);
    if (isExpression(compiled)) {
      for (const name of compiled.uses) used.add(name);
      return compiled;
    }
    for (const mistake of compiled) reading.report(text.offsetAt(mistake.offset), `${text.name}: ${mistake.message}`);
    return undefined;
  };
}

function checkParts(text: PolicyText, start: number, reading: Reading): boolean {
  const mistakes: [number, string][] = [];
  const has = text[present];
  if (!has.has("alert") && !has.has("do")) mistakes.push([start, `the policy${text.policy === undefined ? "" : ` "${text.policy.value}"`} does nothing; it needs alert: or do:`]);
  if (text.do !== undefined && text.mode?.value === "enforce" && !has.has("limits")) {
    mistakes.push([text.do.offset, "mode enforce with do: needs limits:, with at least one of perDatastore, perHost, perVcenter, perHour, keepFree, window"]);
  }
  for (const key of ["limits", "verify"] as const) {
    const part = text[key];
    if (part !== undefined && !has.has("do")) mistakes.push([part.offset, `${key}: is for actions, but the policy has no do:`]);
  }
  for (const [offset, message] of mistakes) reading.report(offset, message);
  return mistakes.length === 0;
}

function checkAction(text: PolicyText, kind: SubjectKind, { reading, actions }: Ground): boolean {
  const action: Found<ActionText> | undefined = text.do;
  const spec = actions.find((candidate) => candidate.verb === action?.value.verb);
  if (action === undefined || spec === undefined || spec.each.includes(kind)) return true;
  reading.report(action.value.offset, `do.${spec.verb} does not fit each: ${kind}; allowed: each: ${spec.each.join(" or ")}`);
  return false;
}

function checkRaise(text: PolicyText, reading: Reading): boolean {
  const alert = text.alert?.value;
  const base = alert?.severity?.value;
  if (base === undefined) return true;
  const low = (alert?.raise?.value ?? []).flatMap(({ to }, index) => (to !== undefined && severities.indexOf(to.value) <= severities.indexOf(base) ? [{ to, index }] : []));
  for (const { to, index } of low) reading.report(to.offset, `alert.raise[${index}].to is ${to.value}; allowed: worse than ${base}, in the order ${severities.join(", ")}`);
  return low.length === 0;
}

const defaultRepeatMs = 4 * 3_600_000;
const defaultStorm = { above: 10, withinMs: 60_000 };

/** Null after a mistake, which has been reported. */
function alertPart(text: NonNullable<PolicyText["alert"]>["value"], standsMs: number, compile: Compile, reading: Reading): AlertPart | null {
  const severity = text.severity?.value;
  const raise = (text.raise?.value ?? []).map((step) => ({ to: step.to?.value, when: step.when === undefined ? undefined : compile(step.when.value) }));
  const summary = text.summary === undefined ? undefined : compile(text.summary.value);
  const description = text.description === undefined ? undefined : compile(text.description.value);
  const annotations = Object.entries(text.annotations?.value ?? {}).map(([name, value]) => [name, compile(value)] as const);
  for (const [name, value] of Object.entries(text.labels?.value ?? {})) {
    if (/^(vm|group|cluster|host|datastore)[.[]/.test(value)) reading.report(text.labels?.offset ?? 0, `the label ${name} is the plain text "${value}", which looks like an expression; put what changes into annotations:`, "warning");
  }
  if (severity === undefined || (text.summary !== undefined && summary === undefined) || (text.description !== undefined && description === undefined)) return null;
  const steps = raise.flatMap(({ to, when }) => (to === undefined || when === undefined ? [] : [{ to, when }]));
  const texts = annotations.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  if (steps.length < raise.length || texts.length < annotations.length) return null;
  return {
    severity, raise: steps, summary, description, labels: text.labels?.value ?? {}, annotations: Object.fromEntries(texts),
    keepFiringForMs: text.keepFiringFor?.value ?? standsMs, repeatMs: text.repeat?.value ?? defaultRepeatMs,
    storm: { above: text.storm?.value.above?.value ?? defaultStorm.above, withinMs: text.storm?.value.within?.value ?? defaultStorm.withinMs },
    runbook: text.runbook?.value,
  };
}

function actionPart(text: ActionText, compile: Compile, actions: ActionCatalogue): ActionPart | null {
  const spec = actions.find((candidate) => candidate.verb === text.verb);
  const params = Object.entries(text.params).map(([name, param]): readonly [string, Param | undefined] => {
    if (param.kind === "literal") return [name, param];
    const compiled = compile(param);
    const known = spec?.params[name];
    return [name, compiled === undefined || known === undefined ? undefined : { kind: "expression", expression: compiled, spec: known }];
  });
  const whole = params.flatMap(([name, param]) => (param === undefined ? [] : [[name, param] as const]));
  return whole.length < params.length ? null : { verb: text.verb, params: Object.fromEntries(whole) };
}

function limitsOf(text: NonNullable<PolicyText["limits"]>["value"]): Limits {
  const { perDatastore, perHost, perVcenter, perHour, keepFree, window } = text;
  return {
    ...(perDatastore === undefined ? {} : { perDatastore: perDatastore.value }),
    ...(perHost === undefined ? {} : { perHost: perHost.value }),
    ...(perVcenter === undefined ? {} : { perVcenter: perVcenter.value }),
    ...(perHour === undefined ? {} : { perHour: perHour.value }),
    ...(keepFree === undefined ? {} : { keepFreePercent: keepFree.value }),
    ...(window === undefined ? {} : { windows: window.value }),
  };
}
