/** `tetherd policy diff`: what one folder of policies would say of the present inventory that another does not. Nothing takes effect. */
import { readPolicies } from "../app/load-policies.js";
import type { Looking } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { looksAtNothing } from "../policies/looks-at-nothing.js";
import { swapEffects, type PolicyEffect } from "../policies/swap-effect.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import type { Palette } from "./palette.js";
import { paletteFor } from "./palette.js";

export interface PolicyDiffOptions {
  readonly before: string;
  readonly after: string;
  readonly json: boolean;
}

const namesShown = 8;

export async function policyDiff(sources: SettingsSources, looking: Looking, { before, after, json }: PolicyDiffOptions): Promise<number> {
  const { settings } = await loadSettings(sources);
  const [old, next] = await Promise.all([readPolicies(before), readPolicies(after)]);
  const observations = await observeAll(settings, looking, new AbortController().signal);
  const told = observations.map(({ vcenter, world }) => {
    const work = swapEffects(old, next, () => world);
    let step = work.next();
    while (step.done !== true) step = work.next();
    return { vcenter, effects: step.value };
  });
  if (json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  else process.stdout.write(`${told.flatMap(({ vcenter, effects }) => [...(told.length > 1 ? [`vCenter ${vcenter}`] : []), ...drawEffects(effects, paletteFor(process.stdout))]).join("\n")}\n`);
  for (const { policy, message } of looksAtNothing(next, observations.map(({ world }) => world))) looking.tell(`${policy} ${message}`);
  return exitCodes.ok;
}

export function drawEffects(effects: readonly PolicyEffect[], palette: Palette): readonly string[] {
  if (effects.length === 0) return ["no policy differs"];
  const sign = { added: palette.good("+"), removed: palette.bad("-"), changed: palette.warn("~") };
  return [
    ...effects.flatMap(({ policy, change, mode, modeBefore, severities, scope, matches, fires, resolves, acts, unknown, warnings }) => [
      `${sign[change]} ${palette.strong(policy)} ${change}${change === "removed" ? "" : ` (${modeBefore === undefined ? mode : `${modeBefore} to ${mode}`}): holds for ${matches} of ${scope}${unknown === 0 ? "" : palette.warn(`, unknown for ${unknown}`)}`}`,
      ...list("alerts that would begin", fires), ...list("alerts that would resolve", resolves), ...list("alerts that would have another severity", severities), ...list("actions that would be asked for", acts),
      ...warnings.map((warning) => palette.bad(`    LOOK TWICE: ${warning}`)),
    ]),
    palette.faint("as conditions stand now; how long they must hold, silences and limits come on top"),
  ];
}

function list(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`    ${what}: ${names.length} (${names.slice(0, namesShown).join(", ")}${names.length > namesShown ? ", …" : ""})`];
}
