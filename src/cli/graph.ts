/** `tetherd graph`: clone groups as a tree for people, as DOT or Mermaid for pictures, as JSON for programs. */
import type { Looking } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { groupGraph } from "../inventory/group-graph.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import type { GraphFormat } from "./graph-formats.js";
import { toDot, toMermaid } from "./graph-text.js";
import { drawGroup } from "./group-tree.js";
import { paletteFor } from "./palette.js";
import { wantedGroups } from "./wanted-groups.js";

export async function graph(sources: SettingsSources, looking: Looking, options: { readonly name: string | undefined; readonly format: GraphFormat }): Promise<number> {
  const { settings } = await loadSettings(sources);
  const wanted = wantedGroups(await observeAll(settings, looking, new AbortController().signal), options.name);
  const graphs = () => wanted.map(({ observation, group }) => groupGraph(observation.inventory, group));
  const texts: Readonly<Record<GraphFormat, () => string>> = {
    tree: () => wanted.map(({ observation, group }) => `${drawGroup(observation.inventory, group, observation.world.hostLimit, paletteFor(process.stdout)).join("\n")}\n`).join("\n"),
    dot: () => toDot(graphs()),
    mermaid: () => toMermaid(graphs()),
    json: () => `${JSON.stringify(graphs(), null, 2)}\n`,
  };
  process.stdout.write(texts[options.format]());
  return exitCodes.ok;
}
