/** `tetherd explain`: why a policy fires for an object, or why not, part by part; with timers where a daemon knows them. */
import type { Silence } from "../alerts/silence.js";
import { readPolicies } from "../app/load-policies.js";
import type { Looking, Observation } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import type { LiveEpisode } from "../app/door/wire.js";
import type { Subject } from "../policies/decision.js";
import { explainPolicy } from "../policies/explain-policy.js";
import type { Policy } from "../policies/policy.js";
import { subjectName, subjectsOfKind } from "../policies/subjects.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { nearestName } from "../shared/nearest-name.js";
import { drawExplanation } from "./draw-explanation.js";
import { drawEpisode } from "./draw-episode.js";
import { exitCodes } from "./exit-codes.js";
import { explanationJson } from "./explanation-json.js";
import { paletteFor } from "./palette.js";

export interface ExplainOptions {
  readonly policy: string;
  /** Name or id. */
  readonly object: string;
  readonly json: boolean;
}

export async function explain(sources: SettingsSources, looking: Looking, { policy: name, object, json }: ExplainOptions): Promise<number> {
  const { settings } = await loadSettings(sources);
  const policies = await readPolicies(settings.policiesDirectory);
  const policy = policies.byName.get(name);
  if (policy === undefined) return failed(`there is no policy "${name}" in ${settings.policiesDirectory}${nearestName(name, [...policies.byName.keys()])}`);
  const observations = await observeAll(settings, looking, new AbortController().signal);
  const found = observations.flatMap((observation) => subjectsNamed(observation, policy, object).map((subject) => ({ observation, subject })));
  if (found.length === 0) return failed(`there is no ${policy.each} "${object}", and ${name} looks at each ${policy.each}${nearestName(object, observations.flatMap(({ world }) => [...subjectsOfKind(policy.each, world)].map((subject) => subjectName(world, subject))))}`);
  const told = await Promise.all(found.map(async ({ observation, subject }) => {
    const standing = await observation.standing?.();
    if (standing !== undefined && standing.policies !== policies.hash) looking.tell(`the daemon judges ${observation.vcenter} by other policies than those in ${settings.policiesDirectory}; what it holds may not fit`);
    const episode = standing?.episodes.find((one) => one.policy === name && one.subject.kind === subject.kind && one.subject.id === subject.id);
    return { vcenter: observation.vcenter, explanation: explainPolicy(policy, observation.world, subject), episode, silences: standing?.silences };
  }));
  if (json) process.stdout.write(`${JSON.stringify(told.map(({ vcenter, explanation, episode }) => ({ vcenter, explanation: explanationJson(explanation), episode: episode ?? null })), null, 2)}\n`);
  else process.stdout.write(`${told.map(({ explanation, episode, silences }) => [...drawExplanation(explanation, paletteFor(process.stdout)), ...timers(policy, episode, silences)].join("\n")).join("\n\n")}\n`);
  return exitCodes.ok;
}

function timers(policy: Policy, episode: LiveEpisode | undefined, silences: readonly Silence[] | undefined): readonly string[] {
  const palette = paletteFor(process.stdout);
  if (silences === undefined) return [palette.faint("  since when it holds, and what was told, only a daemon knows")];
  return episode === undefined ? [palette.faint("  nothing of it stands or stood")] : drawEpisode(episode, policy, { now: Date.now(), silences }, palette);
}

function subjectsNamed({ world }: Observation, { each }: Policy, object: string): readonly Subject[] {
  return [...subjectsOfKind(each, world)].filter((subject) => subject.id === object || subjectName(world, subject) === object);
}

function failed(message: string): number {
  process.stderr.write(`tetherd: ${message}\n`);
  return exitCodes.failed;
}
