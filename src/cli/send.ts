/** Sends a command to the running daemons of the site and prints what they say. The daemons decide; this file only carries words. */
import { hostname, userInfo } from "node:os";
import { sendCommand } from "../bus/send-command.js";
import type { CommandReply } from "../bus/command.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";

export interface SendFlags {
  /** Who is named as the sender; user and host unless given. */
  readonly sender?: string;
  readonly json?: boolean;
}

/** `print` draws a reply that is ok; its message otherwise. */
export async function send(sources: SettingsSources, verb: string, args: Readonly<Record<string, unknown>>, flags: SendFlags, print?: (reply: CommandReply) => string): Promise<number> {
  const { settings } = await loadSettings(sources);
  const reply = await sendCommand({ ...settings.nats, site: settings.site }, { verb, sender: flags.sender ?? `${userInfo().username}@${hostname()}`, args });
  if (flags.json === true) process.stdout.write(`${JSON.stringify(reply, null, 2)}\n`);
  else if (reply.ok) process.stdout.write(`${print === undefined ? reply.message : print(reply)}\n`);
  else process.stderr.write(`tetherd: ${reply.message} (${reply.code})\n`);
  return reply.ok ? exitCodes.ok : exitCodes.failed;
}
