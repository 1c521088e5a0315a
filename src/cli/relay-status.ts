/** `tetherd relay status`: who tells people at this site, and for each receiver what waits, since when, and why. It reads the relay's book and changes nothing. */
import { readRouting } from "../app/relay/read-routing.js";
import { relayStatus, type ReceiverStatus, type RelayStatus } from "../app/relay/relay-status.js";
import { readRelay } from "../bus/read-relay.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { formatDuration } from "../shared/duration.js";
import { layOut, type Column } from "./columns.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor, type Palette } from "./palette.js";
import { terminalWidth } from "./terminal-width.js";

/** `given`: the routing file, for the names of receivers that were never told anything. Findings: nobody tells people, or a receiver cannot be told. */
export async function relayStatusCommand(sources: SettingsSources, given: string | undefined, { json }: { readonly json: boolean }): Promise<number> {
  const { settings } = await loadSettings(sources);
  const file = given ?? settings.relay.file;
  const routed = file === undefined ? undefined : [...((await readRouting(file)).routing?.receivers.keys() ?? [])];
  const { lease, entries } = await readRelay({ ...settings.nats, site: settings.site }, "thread.>");
  const status = relayStatus(lease, entries, routed);
  process.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : `${statusLines(status, Date.now(), paletteFor(process.stdout), terminalWidth(process.stdout)).join("\n")}\n`);
  return status.relay.state === "tells" && status.receivers.every(({ trouble }) => trouble === undefined) ? exitCodes.ok : exitCodes.findings;
}

const columns: readonly Column[] = [
  { title: "receiver", align: "left", rank: 0 }, { title: "waiting", align: "right", rank: 0 }, { title: "oldest", align: "right", rank: 1 }, { title: "last told", align: "right", rank: 2 }, { title: "stands", align: "left", rank: 0 },
];

/** `now` in ms since the epoch. */
export function statusLines({ relay, receivers }: RelayStatus, now: number, paint: Palette, width: number | undefined): readonly string[] {
  const ago = (at: string | undefined, words: (text: string) => string): string => (at === undefined ? "-" : words(roughly(now - Date.parse(at))));
  const rows = receivers.map((one) => [
    { text: one.receiver }, { text: String(one.waiting) }, { text: ago(one.waitingSince, (text) => text) }, { text: ago(one.lastToldAt, (text) => `${text} ago`) },
    { text: standsText(one), paint: one.trouble !== undefined ? paint.bad : one.refused !== undefined ? paint.warn : paint.good },
  ]);
  return [
    relayLine(relay, now, paint), ...(rows.length === 0 ? ["nobody has been told anything yet"] : ["", ...layOut(columns, rows, width, paint.faint)]),
    ...receivers.flatMap(({ receiver, trouble, refused }) => [
      ...(trouble === undefined ? [] : ["", `${paint.bad("✗")} ${receiver}: ${trouble.words} (${trouble.code}); ${Date.parse(trouble.pausedUntil) > now ? `tried again in ${roughly(Date.parse(trouble.pausedUntil) - now)}` : "about to be tried again"}`]),
      ...(refused === undefined ? [] : ["", `${paint.warn("!")} ${receiver}: ${ago(refused.at, (text) => `${text} ago`)} it refused a message, which lies in the dead letters: ${refused.words} (${refused.code})`]),
    ]),
  ];
}

function relayLine({ state, holder, since, renewedAt }: RelayStatus["relay"], now: number, { good, bad }: Palette): string {
  switch (state) {
    case "tells": return `${good("✓")} ${holder ?? ""} tells people since ${since ?? ""}`;
    case "given up": return `${bad("✗")} nobody tells people: the last relay (${holder ?? ""}) was stopped`;
    case "silent": return `${bad("✗")} nobody tells people: ${holder ?? ""} has said nothing for ${roughly(now - Date.parse(renewedAt ?? ""))}`;
    case "never there": return `${bad("✗")} nobody tells people: no relay of this site has run yet`;
  }
}

function standsText({ trouble, refused, waiting, routed }: ReceiverStatus): string {
  if (trouble !== undefined) return "cannot be told";
  if (routed === false) return "not in the routing file";
  if (waiting > 0) return "is being told";
  return refused === undefined ? "knows all" : "refused a message";
}

/** Whole units people read at a glance. */
function roughly(ms: number): string {
  const stepMs = ms >= 86_400_000 ? 3_600_000 : ms >= 3_600_000 ? 60_000 : 1_000;
  return ms < 1_000 ? "1s" : formatDuration(Math.round(ms / stepMs) * stepMs);
}
