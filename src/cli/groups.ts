/** `tetherd groups`: clone groups as a table, those of a name as trees, or the objects that conditions see; with `--watch` as they change. */
import type { Looking, Observation } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { groupView } from "../policies/subjects.js";
import { sightOf } from "../policies/vocabulary/sight.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { clipped } from "./clipped.js";
import { exitCodes } from "./exit-codes.js";
import { figuresOf, type GroupFigures } from "./group-figures.js";
import { choose, type Chosen, type GroupQuery } from "./group-query.js";
import { groupTable } from "./group-table.js";
import { drawGroup } from "./group-tree.js";
import type { Palette } from "./palette.js";
import { paletteFor } from "./palette.js";
import { terminalWidth } from "./terminal-width.js";
import { watchGroups } from "./watch-groups.js";

export interface GroupsOptions {
  readonly query: GroupQuery;
  readonly json: boolean;
  /** Seconds between two pictures; undefined for a single one. */
  readonly watchSeconds: number | undefined;
}

export async function groups(sources: SettingsSources, looking: Looking, { query, json, watchSeconds }: GroupsOptions): Promise<number> {
  const { settings } = await loadSettings(sources);
  const chosenOf = (observations: readonly Observation[]): Chosen => choose(observations.flatMap((one) => figuresOf(one, one.inventory.groups.values())), query);
  if (watchSeconds !== undefined) {
    const observe = async (signal: AbortSignal, tell: Looking["tell"]): Promise<readonly Observation[]> => observeAll(settings, { ...looking, tell, follow: true }, signal);
    await watchGroups({ observe, choose: chosenOf, draw: (chosen, observations, palette, width) => pictureOf(chosen, observations, query, palette, width), seconds: watchSeconds, tell: looking.tell });
    return exitCodes.ok;
  }
  const observations = await observeAll(settings, looking, new AbortController().signal);
  const chosen = chosenOf(observations);
  process.stdout.write(json ? `${JSON.stringify(objectsOf(chosen.groups), null, 2)}\n` : `${pictureOf(chosen, observations, query, paletteFor(process.stdout), terminalWidth(process.stdout)).join("\n")}\n`);
  return exitCodes.ok;
}

function objectsOf(figures: readonly GroupFigures[]): readonly unknown[] {
  const sights = new Map(figures.map(({ observation }) => [observation, sightOf(observation.world)]));
  return figures.map(({ observation, group }) => groupView(sights.get(observation) ?? observation.world, group.id));
}

/** A tree for each group that was asked for by name; a table where all are looked at. */
function pictureOf({ groups: figures, undecided }: Chosen, observations: readonly Observation[], { name }: GroupQuery, palette: Palette, width: number | undefined): readonly string[] {
  const trees = (): readonly string[] => figures.flatMap(({ observation: { world, inventory }, group }, index) => [...(index === 0 ? [] : [""]), ...drawGroup(inventory, group, world.hostLimit, palette)]);
  const body = name === undefined ? (figures.length === 0 ? [] : groupTable(figures, palette, width)) : width === undefined ? trees() : trees().map((line) => clipped(line, width));
  const counts = observations.map(({ vcenter, inventory }) => `${vcenter}: ${inventory.vms.size} VMs, ${inventory.groups.size} clone ${inventory.groups.size === 1 ? "group" : "groups"}`);
  const total = observations.reduce((sum, { inventory }) => sum + inventory.groups.size, 0);
  const shown = figures.length === total ? [] : [`${figures.length} of ${total} shown${undecided === 0 ? "" : `; of ${undecided} it is not known whether they belong here`}`];
  return [...body, ...(body.length === 0 ? [] : [""]), ...[...counts, ...shown].map((line) => palette.faint(line))];
}
