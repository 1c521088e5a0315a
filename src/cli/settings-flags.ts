/** The flags that stand for settings, for every command that reads them. Secrets have none: they would show in the process list. */
import { Option, type Command } from "commander";
import type { SettingsSources } from "../settings/load-settings.js";

/** Flag → setting key. */
const flags: readonly [flag: string, key: string, doc: string][] = [
  ["--site <name>", "site", "name of this installation, part of every subject (TETHERD_SITE)"],
  ["--nats-servers <list>", "nats.servers", "NATS servers, separated by commas (TETHERD_NATS_SERVERS)"],
  ["--policies-dir <folder>", "policies.directory", "folder with policy files (TETHERD_POLICIES_DIR)"],
  ["--http-listen <address>", "http.listen", 'host:port of /healthz, /readyz, /metrics, or "off" (TETHERD_HTTP_LISTEN)'],
  ["--log-level <level>", "log.level", "trace, debug, info, warn, error or fatal (TETHERD_LOG_LEVEL)"],
  ["--host-limit <hosts>", "linkedClones.hostLimit", "how many hosts may share a base, over what versions say (TETHERD_HOST_LIMIT)"],
];

export function withSettings(command: Command): Command {
  command.option("-c, --config <file>", "settings file in YAML; config/tetherd.sample.yaml explains each (TETHERD_CONFIG)");
  for (const [flag, , doc] of flags) command.addOption(new Option(flag, doc));
  return command;
}

export function sourcesOf(options: Record<string, unknown>): SettingsSources {
  const given = flags.flatMap(([flag, key]) => {
    const name = new Option(flag).attributeName();
    return options[name] === undefined ? [] : [[key, options[name]] as const];
  });
  const file = (options["config"] as string | undefined) ?? process.env["TETHERD_CONFIG"];
  return { env: process.env, flags: Object.fromEntries(given), ...(file === undefined || file === "" ? {} : { file }) };
}
