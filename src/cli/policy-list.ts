/** `tetherd policy list`: every policy with its mode, what it looks at and finds, and what it costs where a daemon counts. */
import { readPolicies } from "../app/load-policies.js";
import type { Looking, Observation, Standing } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { looksAtNothing } from "../policies/looks-at-nothing.js";
import { policySet, type PolicySet } from "../policies/policy-set.js";
import { swapEffects, type PolicyEffect } from "../policies/swap-effect.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { formatDuration } from "../shared/duration.js";
import { layOut, type Column } from "./columns.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";

/** Sums over all vCenters; undefined where only a daemon knows. */
export interface PolicyLine {
  readonly policy: string;
  readonly mode: string;
  readonly each: string;
  readonly scope: number;
  readonly matches: number;
  readonly unknown: number;
  readonly pending: number | undefined;
  readonly firing: number | undefined;
  /** ISO 8601. */
  readonly lastMatchAt: string | undefined;
  readonly evaluations: number | undefined;
}

export async function policyList(sources: SettingsSources, looking: Looking, { json }: { readonly json: boolean }): Promise<number> {
  const { settings } = await loadSettings(sources);
  const policies = await readPolicies(settings.policiesDirectory);
  const observations = await observeAll(settings, looking, new AbortController().signal);
  const standings = await Promise.all(observations.map(async ({ standing, vcenter }) => {
    const stands = await standing?.();
    if (stands !== undefined && stands.policies !== policies.hash) looking.tell(`the daemon judges ${vcenter} by other policies than those in ${settings.policiesDirectory}`);
    return stands;
  }));
  const lines = linesOf(policies, observations, standings);
  process.stdout.write(json ? `${JSON.stringify(lines, null, 2)}\n` : `${drawn(lines).join("\n")}\n`);
  for (const { policy, message } of looksAtNothing(policies, observations.map(({ world }) => world))) looking.tell(`${policy} ${message}`);
  return exitCodes.ok;
}

export function linesOf(policies: PolicySet, observations: readonly Pick<Observation, "world">[], standings: readonly (Standing | undefined)[]): readonly PolicyLine[] {
  const effects = observations.map(({ world }) => new Map(whole(swapEffects(policySet([], []), policies, () => world)).map((effect) => [effect.policy, effect])));
  const known = standings.flatMap((standing) => (standing === undefined ? [] : [standing]));
  const complete = known.length === standings.length;
  return policies.policies.map(({ name, mode, each }) => {
    const own = effects.flatMap((byName) => byName.get(name) ?? []);
    const total = (count: (effect: PolicyEffect) => number): number => own.reduce((sum, effect) => sum + count(effect), 0);
    const episodes = known.flatMap((standing) => standing.episodes.filter(({ policy }) => policy === name));
    const work = known.flatMap((standing) => standing.work[name] ?? []);
    const last = Math.max(...work.map(({ lastMatchAt = -Infinity }) => lastMatchAt));
    const ifKnown = (count: number): number | undefined => (complete ? count : undefined);
    return {
      policy: name, mode, each, scope: total(({ scope }) => scope), matches: total(({ matches }) => matches), unknown: total(({ unknown }) => unknown),
      pending: ifKnown(episodes.filter(({ state }) => state === "pending").length), firing: ifKnown(episodes.filter(({ state }) => state === "active" || state === "lingering").length),
      lastMatchAt: Number.isFinite(last) ? new Date(last).toISOString() : undefined, evaluations: ifKnown(work.reduce((sum, { evaluations }) => sum + evaluations, 0)),
    };
  });
}

function whole<Result>(work: Generator<undefined, Result>): Result {
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value;
}

const columns: readonly Column[] = [
  { title: "policy", align: "left", rank: 0 }, { title: "mode", align: "left", rank: 0 }, { title: "each", align: "left", rank: 4 }, { title: "scope", align: "right", rank: 3 },
  { title: "holds", align: "right", rank: 0 }, { title: "unknown", align: "right", rank: 1 }, { title: "pending", align: "right", rank: 2 }, { title: "firing", align: "right", rank: 1 },
  { title: "last held", align: "right", rank: 5 }, { title: "judged", align: "right", rank: 6 },
];

function drawn(lines: readonly PolicyLine[]): readonly string[] {
  const { warn, bad, faint } = paletteFor(process.stdout);
  const figure = (count: number | undefined, paint?: (text: string) => string): { readonly text: string; readonly paint?: (text: string) => string } => ({ text: count === undefined ? "-" : String(count), ...(paint === undefined || count === undefined || count === 0 ? {} : { paint }) });
  const rows = lines.map((line) => [
    { text: line.policy }, { text: line.mode, ...(line.mode === "off" ? { paint: faint } : {}) }, { text: line.each }, figure(line.scope), figure(line.matches),
    figure(line.unknown, warn), figure(line.pending), figure(line.firing, bad), { text: line.lastMatchAt === undefined ? "-" : `${formatDuration(Math.max(0, Math.round((Date.now() - Date.parse(line.lastMatchAt)) / 1_000) * 1_000))} ago` }, figure(line.evaluations),
  ]);
  return layOut(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined, faint);
}
