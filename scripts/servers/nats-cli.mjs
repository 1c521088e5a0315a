// What an operator types on the bus: runs the `nats` command line against a server. It never uses or changes the user's saved contexts.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { natsCliBinary } from "../tools/nats-cli.mjs";
import { runCommand } from "../tools/run-command.mjs";
import { removeFolder } from "./child.mjs";

/**
 * @param {{ readonly url: string }} server
 * @param {...string} args e.g. "stream", "info", "TETHERD_ALERTS", "--json"
 * @returns {Promise<string>} what it printed
 * @throws {import("../tools/run-command.mjs").CommandFailed}
 */
export async function natsCli(server, ...args) {
  const home = mkdtempSync(join(tmpdir(), "tetherd-nats-cli-"));
  try {
    const env = { NATS_URL: server.url, HOME: home, XDG_CONFIG_HOME: home };
    const { stdout } = await runCommand(await natsCliBinary(), args, { env, timeoutMs: 120_000 });
    return stdout;
  } finally {
    removeFolder(home);
  }
}
