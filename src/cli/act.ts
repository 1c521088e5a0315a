/**
 * `tetherd act`: shows what an operation would do, asks, hands it to the daemon, and follows it to its end with a bar. Ctrl-C leaves the action running and says how
 * to find it; this program itself calls no vCenter.
 */
import { createInterface } from "node:readline/promises";
import { hostname, userInfo } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { closedStates, type Intent } from "../actions/intent.js";
import type { Forecast } from "../actions/forecast.js";
import type { CommandReply } from "../bus/command.js";
import { sendCommand } from "../bus/send-command.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import { progressLine } from "./progress-line.js";
import { sizeText } from "../shared/size-text.js";

export interface ActFlags {
  readonly vm?: string;
  readonly group?: string;
  readonly cluster?: string;
  readonly vcenter?: string;
  readonly set?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly sender?: string;
  readonly json?: boolean;
}

const lookMs = 1_000;

export async function act(sources: SettingsSources, operation: string, flags: ActFlags): Promise<number> {
  const { settings } = await loadSettings(sources);
  const targets = [flags.vm, flags.group, flags.cluster].filter((one) => one !== undefined);
  const [target, ...more] = targets;
  const vcenter = flags.vcenter ?? (settings.vcenters.length === 1 ? settings.vcenters[0]?.name : undefined);
  if (target === undefined || more.length > 0 || vcenter === undefined) {
    process.stderr.write(`tetherd: ${vcenter === undefined ? "say which vCenter is meant: --vcenter NAME" : "say what it is done to, with one of --vm, --group, --cluster"}\n`);
    return exitCodes.usage;
  }
  const ask = (verb: string, args: Readonly<Record<string, unknown>>): Promise<CommandReply> =>
    sendCommand({ ...settings.nats, site: settings.site }, { verb, sender: flags.sender ?? `${userInfo().username}@${hostname()}`, args });
  const wish = { vcenter, operation, target, params: paramsOf(flags.set ?? []) };
  const plan = await ask("act", { ...wish, dryRun: true });
  if (flags.json === true && flags.dryRun === true) process.stdout.write(`${JSON.stringify(plan, null, 2)}\n`);
  else tell(plan);
  if (!plan.ok) return exitCodes.failed;
  if (flags.dryRun === true || plan["outcome"] === "satisfied") return exitCodes.ok;
  if (flags.yes !== true && !(await agreed())) return exitCodes.failed;
  const reply = await ask("act", wish);
  tell({ ...reply, forecast: undefined, calls: undefined });
  const id = reply["action"];
  if (!reply.ok || typeof id !== "string" || flags.wait === false) return reply.ok ? exitCodes.ok : exitCodes.failed;
  return follow(id, ask);
}

/** "unlink=false" as JSON where it is JSON, as a text where it is not. */
function paramsOf(given: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(given.map((one) => {
    const at = one.indexOf("=");
    const [name, text] = at < 0 ? [one, "true"] : [one.slice(0, at), one.slice(at + 1)];
    try {
      return [name, JSON.parse(text)];
    } catch {
      return [name, text];
    }
  }));
}

function tell(reply: CommandReply): void {
  if (!reply.ok) {
    process.stderr.write(`tetherd: ${reply.message} (${reply.code})\n`);
    return;
  }
  process.stdout.write(`${reply.message}\n`);
  for (const call of (reply["calls"] as readonly string[] | undefined) ?? []) process.stdout.write(`${call}\n`);
  for (const wait of (reply["waits"] as readonly string[] | undefined) ?? []) process.stdout.write(`it would wait: ${wait}\n`);
  const forecast = reply["forecast"] as Forecast | undefined;
  for (const { datastore, copiedBytes, freedBytes, freeAfterBytes } of forecast?.space ?? []) {
    process.stdout.write(`${datastore}: ${known(copiedBytes)} copied, ${known(freedBytes)} freed, ${known(freeAfterBytes)} free afterwards\n`);
  }
  for (const { vm, disk, before, after } of forecast?.chains ?? []) process.stdout.write(`disk ${disk} of ${vm}: ${before} levels become ${after ?? "an unknown number"}\n`);
  if (forecast !== undefined && forecast.losesSharing.length > 0) process.stdout.write(`shares nothing any more: ${forecast.losesSharing.join(", ")}\n`);
}

function known(bytes: number | null): string {
  return bytes === null ? "an unknown amount" : sizeText(bytes);
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write("tetherd: nobody can be asked here; say --yes\n");
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question("Do it? [y/N] ");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function follow(id: string, ask: (verb: string, args: Readonly<Record<string, unknown>>) => Promise<CommandReply>): Promise<number> {
  const leave = new AbortController();
  const interrupted = (): void => leave.abort();
  process.once("SIGINT", interrupted);
  try {
    for (let told = ""; !leave.signal.aborted;) {
      const reply = await ask("actions", { action: id });
      const intent = reply["action"] as Intent | undefined;
      if (!reply.ok || intent === undefined) {
        tell(reply);
        return exitCodes.failed;
      }
      const line = progressLine(intent, reply["waits"] as readonly string[], Date.now());
      if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
      else if (line !== told) process.stdout.write(`${line}\n`);
      told = line;
      if (closedStates.has(intent.state) || intent.state === "unknown") {
        if (process.stdout.isTTY) process.stdout.write("\n");
        for (const reason of intent.story.at(-1)?.reasons ?? []) process.stdout.write(`  ${reason}\n`);
        return intent.state === "done" || intent.state === "skipped" ? exitCodes.ok : exitCodes.failed;
      }
      await pause(lookMs, undefined, { signal: leave.signal }).catch(() => undefined);
    }
    process.stdout.write(`\nThe action goes on. See: tetherd actions show ${id}\n`);
    return exitCodes.ok;
  } finally {
    process.off("SIGINT", interrupted);
  }
}
