/** From the text of the routing file to the routing: whole, or not at all with everything that is wrong. It reads no file and no secret itself. */
import type { Node } from "yaml";
import { nearestName } from "../../shared/nearest-name.js";
import { compileLabels, type LabelExpression } from "../../policies/conditions/label-language.js";
import { compareProblems, type Problem } from "../../policies/problem.js";
import { readDocuments, type PolicyFile } from "../../policies/read-documents.js";
import type { Found } from "../../policies/skeleton/keys.js";
import type { Reading } from "../../policies/skeleton/reading.js";
import { offsetOf } from "../../policies/skeleton/value-spec.js";
import { routingSpec, type RouteText, type TellingText } from "./routing-keys.js";
import type { Receiver, Route, Routing } from "./routing.js";

export interface LoadedRouting {
  /** Undefined when any problem is an error. */
  readonly routing: Routing | undefined;
  readonly problems: readonly Problem[];
}

const defaults = { waitMs: 30_000, intervalMs: 300_000, repeatMs: 4 * 3_600_000 };

/** Never throws for what the file contains. */
export function loadRouting(file: PolicyFile): LoadedRouting {
  const problems: Problem[] = [];
  const [document, second] = readDocuments(file, problems);
  if (second !== undefined) second.reading.report(offsetOf(second.node), "the routing file has several documents; allowed: one");
  if (document === undefined && problems.length === 0) problems.push({ path: file.path, line: 1, column: 1, message: 'the routing file is empty; it needs "receivers" and "default"' });
  const routing = document === undefined ? undefined : routingOf(document.node, document.reading, () => problems.length === 0);
  const failed = problems.some(({ severity }) => severity !== "warning");
  return { routing: failed ? undefined : routing, problems: problems.sort(compareProblems) };
}

/** Warnings are for files that are right otherwise. */
function routingOf(node: Node, reading: Reading, isRight: () => boolean): Routing | undefined {
  const text = routingSpec.read(node, "the routing file", reading);
  if (text === undefined) return undefined;
  const receivers = new Map(Object.entries(text.receivers?.value ?? {}).map(([name, made]) => [name, { name, ...made }] as const));
  const mutes = new Map(Object.entries(text.mute?.value ?? {}));
  const used = new Set<string>();
  const doubts: Ground["doubts"] = [];
  const known: Ground = { receivers, mutes, used, doubts, reading, isComplete: text.receivers !== undefined };
  const routes = (text.routes?.value ?? []).map((route, index) => matchingRoute(route, index, known));
  const fallback = text.default === undefined ? undefined : telling(text.default.value, "default", undefined, false, known);
  for (const name of isRight() ? receivers.keys() : []) if (!used.has(name)) reading.report(text.receivers?.offset ?? 0, `no route tells the receiver "${name}"`, "warning");
  for (const { offset, message } of isRight() ? doubts : []) reading.report(offset, message, "warning");
  const whole = routes.flatMap((route) => (route === undefined ? [] : [route]));
  return fallback === undefined || whole.length < routes.length ? undefined : { receivers, routes: whole, fallback };
}

interface Ground {
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly mutes: ReadonlyMap<string, Route["mute"][number]["windows"]>;
  /** Names of receivers that are told of something. */
  readonly used: Set<string>;
  /** What is right, and may be meant otherwise. */
  readonly doubts: { readonly offset: number; readonly message: string }[];
  readonly reading: Reading;
  /** False when receivers could not be read, and nothing can be said about their names. */
  readonly isComplete: boolean;
}

function matchingRoute(text: RouteText, index: number, ground: Ground): Route | undefined {
  const { reading } = ground;
  const match = text.match?.value;
  if (match === undefined) return undefined;
  const compiled = compileLabels(match.text);
  const isCompiled = (found: typeof compiled): found is LabelExpression => "matches" in found;
  if (!isCompiled(compiled)) for (const mistake of compiled) reading.report(match.offsetAt(mistake.offset), `${match.name}: ${mistake.message}`);
  const route = telling(text, `route ${index + 1} (${reading.path}:${reading.lineAt(text.match?.offset ?? 0)})`, isCompiled(compiled) ? compiled : undefined, text.continue?.value ?? false, ground);
  return isCompiled(compiled) ? route : undefined;
}

function telling(text: TellingText, name: string, match: LabelExpression | undefined, goOn: boolean, ground: Ground): Route | undefined {
  const to = text.to === undefined ? undefined : unique(text.to.value, "receiver", ground.receivers, ground, ground.isComplete);
  const mute = unique(text.mute?.value ?? [], "mute time", ground.mutes, ground, true);
  for (const receiver of to ?? []) ground.used.add(receiver.name);
  if (to === undefined || to.length === 0 || mute === undefined) return undefined;
  const group = text.group?.value ?? [];
  const [forgets] = to.filter(({ value: { pace } }) => pace.repeatMs !== undefined);
  if (forgets !== undefined && group.length === 0) ground.doubts.push({ offset: text.to?.offset ?? 0, message: `"${forgets.name}" is told each alert in a request of its own, over and over while it fires; group: alertname puts thousands into a few` });
  if (forgets !== undefined && mute.length > 0) ground.doubts.push({ offset: text.mute?.offset ?? 0, message: `"${forgets.name}" takes for over what it is not told again in a mute time; it has times of its own for that` });
  return {
    name, match, to: to.map(({ value }) => value), group,
    waitMs: text.wait?.value ?? (group.length === 0 ? 0 : defaults.waitMs), intervalMs: text.interval?.value ?? (group.length === 0 ? 0 : defaults.intervalMs), repeatMs: text.repeat?.value ?? defaults.repeatMs,
    mute: mute.map(({ name: muteName, value }) => ({ name: muteName, windows: value })), goOn,
  };
}

/** What the names stand for, each once; undefined after a complaint about one. */
function unique<Value>(names: readonly Found<string>[], word: string, known: ReadonlyMap<string, Value>, { reading }: Ground, complain: boolean): readonly { readonly name: string; readonly value: Value }[] | undefined {
  const found = new Map<string, Value>();
  let whole = true;
  for (const { value: name, offset } of names) {
    const value = known.get(name);
    if (value !== undefined) found.set(name, value);
    else {
      whole = false;
      const list = [...known.keys()];
      if (complain) reading.report(offset, `unknown ${word} "${name}"; ${list.length === 0 ? "there is none" : `allowed: ${list.join(", ")}${nearestName(name, list)}`}`);
    }
  }
  return whole ? [...found].map(([name, value]) => ({ name, value })) : undefined;
}
