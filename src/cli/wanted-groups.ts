/** Which clone groups a command is about: those whose name or id contains a text, in the order in which people look for them. */
import type { Observation } from "../app/observation.js";
import type { CloneGroup } from "../inventory/model.js";

export interface WantedGroup {
  readonly observation: Observation;
  readonly group: CloneGroup;
}

/** All of them without a text. */
export function wantedGroups(observations: readonly Observation[], text: string | undefined): readonly WantedGroup[] {
  return observations.flatMap((observation) => [...observation.inventory.groups.values()]
    .filter((group) => text === undefined || group.name.includes(text) || group.id.includes(text))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || (a.id < b.id ? -1 : 1))
    .map((group) => ({ observation, group })));
}
