/** `tetherd groups`: reads every vCenter once and draws its clone groups, or prints the objects that conditions see. */
import { observeAll } from "../app/observe.js";
import { groupView } from "../policies/subjects.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import { drawGroup } from "./group-tree.js";
import { paletteFor } from "./palette.js";
import { wantedGroups } from "./wanted-groups.js";

export interface GroupsOptions {
  readonly name: string | undefined;
  readonly json: boolean;
}

export async function groups(sources: SettingsSources, options: GroupsOptions): Promise<number> {
  const { settings } = await loadSettings(sources);
  const observations = await observeAll(settings);
  const wanted = wantedGroups(observations, options.name);
  if (options.json) {
    const objects = wanted.map(({ observation: { inventory }, group }) => groupView({ inventory, hostLimit: settings.hostLimit, busyVms: undefined }, group.id));
    process.stdout.write(`${JSON.stringify(objects, null, 2)}\n`);
    return exitCodes.ok;
  }
  const palette = paletteFor(process.stdout);
  const trees = wanted.map(({ observation: { inventory }, group }) => drawGroup(inventory, group, settings.hostLimit, palette).join("\n"));
  const counts = observations.map(({ vcenter, inventory }) => `${vcenter}: ${inventory.vms.size} VMs, ${inventory.groups.size} clone ${inventory.groups.size === 1 ? "group" : "groups"}`);
  process.stdout.write(`${[...trees, palette.faint(counts.join("\n"))].join("\n\n")}\n`);
  return exitCodes.ok;
}
