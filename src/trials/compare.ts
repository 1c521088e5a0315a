/**
 * What is expected at one moment against what is there: every entry must find what it means, and nothing may be there that no entry means.
 * It only compares; why something is so is told elsewhere.
 */
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import { globMatches } from "../policies/conditions/glob.js";
import type { Subject } from "../policies/decision.js";
import { canonicalJson } from "../shared/digest.js";
import type { StandingAlert, StandingStorm, Unjudged } from "./sighted.js";
import type { ActionWish, AlertWish, Expectation, Place, ResolvedWish, StormWish, UnknownWish } from "./trial.js";

/** All that was seen at the moment, and since the expectation before. */
export interface Seen {
  readonly alerts: readonly StandingAlert[];
  readonly storms: readonly StandingStorm[];
  readonly resolved: readonly Alert[];
  readonly actions: readonly ActionRequest[];
  readonly unknown: readonly Unjudged[];
}

export interface Difference {
  readonly place: Place;
  readonly expected: string;
  readonly found: string;
  /** What to explain: a policy, and the subject where one is meant. `on` is a glob. */
  readonly about: { readonly policy: string | undefined; readonly on: string | undefined };
}

/** One thing that was seen, in the words of the expectation. */
interface Item {
  readonly policy: string;
  readonly subject: Pick<Subject, "id">;
  readonly name: string;
}

interface Wanted {
  readonly place: Place;
  readonly policy: string | undefined;
  readonly on: string | undefined;
  readonly count: number | undefined;
}

export function compare(wanted: Expectation, seen: Seen): readonly Difference[] {
  const resolved = seen.resolved.map((alert) => ({ policy: alert.policy, subject: alert.subject, name: alert.subject.name, reason: alert.reason ?? "" }));
  const actions = seen.actions.map((request) => ({ policy: request.policy, subject: request.target, name: request.target.name, request }));
  const list = <W extends Wanted, I extends Item>(word: string, wishes: readonly W[], items: readonly I[], differs: (wish: W, item: I) => readonly string[], told: (item: I) => string, wish: (wish: W) => string): readonly Difference[] =>
    compareList({ word, wishes, items, differs, told, wish, place: wanted.place, othersAllowed: wanted.othersAllowed });
  return [
    ...list("alert", wanted.alerts, seen.alerts, alertDiffers, ({ state, severity, annotations }) => `${state}${severity === undefined ? "" : `, ${severity}`}: "${annotations["summary"] ?? ""}"`, (wish) => `${wish.state} ${wish.severity ?? ""} alert`.replace(/ +/g, " ")),
    ...list("storm", wanted.storms, seen.storms, stormDiffers, ({ severity, members }) => `${severity ?? "unknown"} storm of ${members}`, (wish) => `${wish.severity ?? ""} storm${wish.members === undefined ? "" : ` of ${wish.members}`}`.trim()),
    ...list("resolved alert", wanted.resolved, resolved, resolvedDiffers, ({ reason }) => `resolved: ${reason}`, () => "resolved alert"),
    ...list("action", wanted.actions, actions, (wish, { request }) => actionDiffers(wish, request), ({ request }) => `${request.verb} ${request.state} with ${JSON.stringify(request.params)}`, (wish) => `${wish.verb ?? "action"}${wish.state === undefined ? "" : ` ${wish.state}`}`),
    ...list("unknown", wanted.unknown, seen.unknown, unknownDiffers, ({ missing }) => `unknown for ${missing.join(", ")}`, () => "unknown verdict"),
  ];
}

interface Lists<W extends Wanted, I extends Item> {
  readonly word: string;
  readonly wishes: readonly W[];
  readonly items: readonly I[];
  readonly differs: (wish: W, item: I) => readonly string[];
  readonly told: (item: I) => string;
  readonly wish: (wish: W) => string;
  readonly place: Place;
  readonly othersAllowed: boolean;
}

function compareList<W extends Wanted, I extends Item>({ word, wishes, items, differs, told, wish, place, othersAllowed }: Lists<W, I>): readonly Difference[] {
  const meant = new Set<I>();
  const differences: Difference[] = [];
  const shown = (item: I): string => `${item.policy} on ${item.name} ${told(item)}`;
  for (const wanted of wishes) {
    const near = items.filter((item) => isMeant(wanted, item));
    const fitting = near.filter((item) => differs(wanted, item).length === 0);
    for (const item of fitting.length > 0 ? fitting : near) meant.add(item);
    const enough = wanted.count === undefined ? fitting.length > 0 : fitting.length === wanted.count;
    if (enough) continue;
    const [first] = near;
    const expected = `${wanted.count === undefined ? "" : `${wanted.count} times: `}${wish(wanted)}${wanted.policy === undefined ? "" : ` of ${wanted.policy}`}${wanted.on === undefined ? "" : ` on ${wanted.on}`}`;
    const found = wanted.count !== undefined && fitting.length > 0 ? `${fitting.length}: ${listed(fitting.map(({ name }) => name))}`
      : first === undefined ? `none${items.length === 0 ? "" : `; there is ${listed(items.map(shown))}`}` : near.length === 1 ? `${shown(first)}; ${differs(wanted, first).join("; ")}` : listed(near.map(shown));
    differences.push({ place: wanted.place, expected, found, about: { policy: wanted.policy, on: wanted.on } });
  }
  if (!othersAllowed) {
    for (const item of items) if (!meant.has(item)) differences.push({ place, expected: `no ${word} but those listed`, found: shown(item), about: { policy: item.policy, on: item.name } });
  }
  return differences;
}

function isMeant({ policy, on }: Wanted, item: Item): boolean {
  return fits(policy, item.policy) && (on === undefined || globMatches(on, item.name) || on === item.subject.id);
}

function alertDiffers(wish: AlertWish, { state, severity, labels, annotations }: StandingAlert): readonly string[] {
  const texts = { ...(wish.summary === undefined ? {} : { summary: wish.summary }), ...(wish.description === undefined ? {} : { description: wish.description }), ...wish.annotations };
  return [
    ...(wish.state === state ? [] : [`it is ${state}, not ${wish.state}`]),
    ...(wish.severity === undefined || wish.severity === severity ? [] : [`severity is ${severity ?? "not known"}, not ${wish.severity}`]),
    ...textsDiffer("label", wish.labels, labels), ...textsDiffer("annotation", texts, annotations),
  ];
}

function stormDiffers(wish: StormWish, { severity, members }: StandingStorm): readonly string[] {
  return [
    ...(wish.severity === undefined || wish.severity === severity ? [] : [`severity is ${severity ?? "not known"}, not ${wish.severity}`]),
    ...(wish.members === undefined || wish.members === members ? [] : [`it has ${members} members, not ${wish.members}`]),
  ];
}

function textsDiffer(word: string, wanted: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(wanted).flatMap(([name, pattern]) => {
    const text = found[name];
    return text !== undefined && fits(pattern, text) ? [] : [`${word} ${name} is ${text === undefined ? "not there" : JSON.stringify(text)}, not ${JSON.stringify(pattern)}`];
  });
}

function resolvedDiffers({ reason }: ResolvedWish, item: { readonly reason: string }): readonly string[] {
  return fits(reason, item.reason) ? [] : [`the reason is "${item.reason}", not "${reason ?? ""}"`];
}

function actionDiffers({ verb, state, params, reason }: ActionWish, request: ActionRequest): readonly string[] {
  return [
    ...(fits(verb, request.verb) ? [] : [`the action is ${request.verb}, not ${verb ?? ""}`]),
    ...(fits(state, request.state) ? [] : [`it is ${request.state}, not ${state ?? ""}`]),
    ...(params === undefined || canonicalJson(params) === canonicalJson(request.params) ? [] : [`its parameters are ${JSON.stringify(request.params)}, not ${JSON.stringify(params)}`]),
    ...(reason === undefined || request.reasons.some((text) => globMatches(reason, text)) ? [] : [`its reasons are ${JSON.stringify(request.reasons)}, not "${reason}"`]),
  ];
}

function unknownDiffers({ missing }: UnknownWish, item: Unjudged): readonly string[] {
  return missing === undefined || item.missing.some((name) => globMatches(missing, name)) ? [] : [`missing is ${item.missing.join(", ")}, not ${missing}`];
}

function fits(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || globMatches(pattern, text);
}

function listed(words: readonly string[]): string {
  return words.length <= 5 ? words.join("; ") : `${words.slice(0, 5).join("; ")} and ${words.length - 5} more`;
}
