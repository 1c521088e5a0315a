/** What concerns the daemon itself, in the words of an alert: an edited policy folder that does not take effect. */
import type { Concern } from "../../streams/concern.js";
import type { Settings } from "../../settings/settings.js";
import type { Rejected } from "./policies-in-force.js";

/** Mistakes told in the alert; the log and /readyz have them all. */
const mostTold = 10;
/** Characters of the first one in the summary, which pages and chats show on one line. */
const longestFirst = 240;

export function concernsOf(rejected: Rejected | undefined, { policiesDirectory: directory, vcenters }: Pick<Settings, "policiesDirectory"> & { readonly vcenters: readonly { readonly name: string }[] }): readonly Concern[] {
  if (rejected === undefined) return [];
  const { wrong } = rejected;
  const first = wrong[0] ?? "they cannot be loaded";
  const more = wrong.length > mostTold ? `\nand ${wrong.length - mostTold} more` : "";
  const whole = vcenters.length > 1 ? `\nIt is told once for all vCenters of this daemon: ${vcenters.map(({ name }) => name).join(", ")}` : "";
  return [{
    name: "tetherd-policies-rejected", severity: "error",
    summary: `Policies in ${directory} do not take effect: ${first.length > longestFirst ? `${first.slice(0, longestFirst - 1)}…` : first}${wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : ""}`,
    description: `The last good set stays in force. ${wrong.length === 1 ? "What is wrong" : `${wrong.length} things are wrong`}:\n${wrong.slice(0, mostTold).join("\n")}${more}\nTry: tetherd policy check ${directory} && tetherd policy test ${directory}${whole}`,
  }];
}
