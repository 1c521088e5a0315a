/** The words of `tetherd relay …`: arguments and flags of each, handed to the file that does it. */
import type { Command } from "commander";
import { exitCodes } from "./exit-codes.js";
import type { RelayRouteFlags } from "./relay-route.js";
import { sourcesOf, withSettings } from "./settings-flags.js";

export function addRelayCommands(root: Command, finish: (exitCode: number) => void): void {
  const relay = root.command("relay").description("tell people of alerts, see who is told, and try the way to them; docs/relay.md");
  relay.command("check").description("read a routing file and print every mistake as path:line:column: message").argument("<file>").option("--json", "print them as JSON")
    .action(async (file: string, options: { readonly json?: boolean }) => finish(await (await import("./relay-check.js")).relayCheck(file, { json: options.json === true })));
  relay.command("route").description("show who would be told of an alert, how, and why").argument("<file>", "the routing file")
    .requiredOption("--alert <file>", "a message of the alert stream as JSON, or its data alone").option("--at <time>", "the moment to look at, e.g. 2026-11-24T23:00:00Z (now)").option("--json", "print it as JSON")
    .action(async (file: string, flags: RelayRouteFlags) => finish(await (await import("./relay-route.js")).relayRoute(file, flags)));
  relay.command("test").description("send a marked test message to a receiver").argument("<file>", "the routing file").argument("<receiver>", "its name there")
    .action(async (file: string, receiver: string) => finish(await (await import("./relay-test.js")).relayTest(file, receiver)));
  withSettings(relay.command("run")).description("tell people of alerts as the routing file says, until stopped (SIGTERM, Ctrl-C; SIGHUP loads the file anew); tetherd run does it too where settings name the file")
    .argument("[file]", "the routing file (TETHERD_RELAY_FILE)")
    .action(async (file: string | undefined, options: Record<string, unknown>) => finish(await (await import("./relay-run.js")).relayRun(sourcesOf(options), file)));
  withSettings(relay.command("status")).description("show who tells people at this site, and what waits for each receiver, since when and why; exit code 3 if nobody tells, or a receiver cannot be told")
    .argument("[file]", "the routing file, to see receivers too that were never told anything (TETHERD_RELAY_FILE)").option("--json", "print it as JSON")
    .action(async (file: string | undefined, options: Record<string, unknown>) => finish(await (await import("./relay-status.js")).relayStatusCommand(sourcesOf(options), file, { json: options["json"] === true })));
  relay.command("schema").description("print the JSON Schema of routing files, for editors").action(async () => {
    const { routingSpec } = await import("../notify/routing/routing-keys.js");
    process.stdout.write(`${JSON.stringify({ $schema: "https://json-schema.org/draft/2020-12/schema", $id: "urn:tetherd:schema:relay", title: "Routing", ...routingSpec.schema }, null, 2)}\n`);
    finish(exitCodes.ok);
  });
}
