/** Labels of the alerts that are firing as consumers know them: those of shadow and those that were never told are none. */
import type { LiveView } from "../../streams/live-line.js";

export function firingLabels(views: readonly Pick<LiveView, "episodes">[]): readonly Readonly<Record<string, string>>[] {
  return views.flatMap(({ episodes }) => [...episodes.values()].flatMap(({ state, published, shadow }) => (published === undefined || shadow === true || (state !== "active" && state !== "lingering") ? [] : [published.labels])));
}
