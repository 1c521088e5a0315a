/** `tetherd policy shadow-report`: how often each policy in shadow would have told and asked for something, of what, and for how long. */
import { shadowReport, type ShadowLine } from "../app/shadow-report.js";
import { readShadow } from "../bus/read-shadow.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { formatDuration, parseDuration } from "../shared/duration.js";
import { layOut, type Column } from "./columns.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";
import { terminalWidth } from "./terminal-width.js";

export interface ShadowReportOptions {
  /** A duration back from now. */
  readonly since: string;
  readonly json: boolean;
}

const bars = "▁▂▃▄▅▆▇█";
const subjectsShown = 3;

export async function shadowReportCommand(sources: SettingsSources, { since, json }: ShadowReportOptions): Promise<number> {
  const backMs = parseDuration(since);
  if (backMs === undefined || backMs === 0) {
    process.stderr.write(`tetherd: --since is "${since}"; allowed: a duration such as 24h or 7d\n`);
    return exitCodes.usage;
  }
  const { settings } = await loadSettings(sources);
  const now = Date.now();
  const records = await readShadow({ ...settings.nats, site: settings.site }, new Date(now - backMs));
  const lines = shadowReport(records, now - backMs, now);
  if (json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  else process.stdout.write(lines.length === 0 ? `No policy in shadow would have told or asked for anything within the last ${since}\n` : `${drawn(lines).join("\n")}\n`);
  return exitCodes.ok;
}

const columns: readonly Column[] = [
  { title: "policy", align: "left", rank: 0 }, { title: "would fire", align: "right", rank: 0 }, { title: "standing", align: "right", rank: 2 }, { title: "worst", align: "left", rank: 3 },
  { title: "would ask for", align: "left", rank: 0 }, { title: "in all", align: "right", rank: 4 }, { title: "longest", align: "right", rank: 5 }, { title: "when", align: "left", rank: 1 }, { title: "of", align: "left", rank: 6 },
];

export function drawn(lines: readonly ShadowLine[]): readonly string[] {
  const { faint } = paletteFor(process.stdout);
  const rows = lines.map(({ policy, fired, standing, worst, actions, subjects, totalMs, longestMs, over }) => [
    policy, String(fired), String(standing), worst ?? "-", Object.entries(actions).map(([verb, count]) => `${count} ${verb}`).join(", ") || "-", length(totalMs), length(longestMs), spark(over),
    subjects.slice(0, subjectsShown).map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`)).join(", ") + (subjects.length > subjectsShown ? ` and ${subjects.length - subjectsShown} more` : ""),
  ].map((text) => ({ text })));
  return layOut(columns, rows, terminalWidth(process.stdout), faint);
}

function length(ms: number): string {
  return ms === 0 ? "-" : formatDuration(ms < 60_000 ? Math.ceil(ms / 1_000) * 1_000 : Math.round(ms / 60_000) * 60_000);
}

/** Empty parts are dots, so that one alert a week is not a flat line. */
function spark(over: readonly number[]): string {
  const most = Math.max(1, ...over);
  return over.map((count) => (count === 0 ? "·" : bars.charAt(Math.ceil((count / most) * bars.length) - 1))).join("");
}
