/**
 * `tetherd act`: shows what an operation would do, asks, hands it to the daemon, and follows it to its end with a bar. Ctrl-C leaves the action running and says how
 * to find it; this program itself calls no vCenter.
 */
import { createInterface } from "node:readline/promises";
import { hostname, userInfo } from "node:os";
import type { CommandReply } from "../bus/command.js";
import { sendCommand } from "../bus/send-command.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { planLines, type Plan } from "./draw-action.js";
import { exitCodes } from "./exit-codes.js";
import { followAction } from "./follow-action.js";

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
  const isOver = flags.dryRun === true || !plan.ok || plan["outcome"] === "satisfied";
  if (flags.json !== true) tell(plan, true);
  else if (isOver) process.stdout.write(`${JSON.stringify(plan, null, 2)}\n`);
  if (isOver) return plan.ok ? exitCodes.ok : exitCodes.failed;
  if (flags.yes !== true && !(await agreed())) return exitCodes.failed;
  const reply = await ask("act", wish);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(reply, null, 2)}\n`);
  else tell(reply, false);
  const id = reply["action"];
  if (!reply.ok || typeof id !== "string" || flags.wait === false || flags.json === true) return reply.ok ? exitCodes.ok : exitCodes.failed;
  return followAction(id, () => ask("actions", { action: id }));
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

function tell(reply: CommandReply, whole: boolean): void {
  if (reply.ok) process.stdout.write(`${[reply.message, ...(whole ? planLines(reply as Plan) : [])].join("\n")}\n`);
  else process.stderr.write(`tetherd: ${reply.message} (${reply.code})\n`);
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
