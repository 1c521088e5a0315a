/** `tetherd relay run`: starts the relay and ends with it. Signals are turned into its words here; it contains no rules. */
import { createLogger } from "../app/logger.js";
import { startRelayProcess } from "../app/relay/relay-process.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { SettingsError } from "../settings/errors.js";
import { exitCodes } from "./exit-codes.js";

export async function relayRun(sources: SettingsSources, given: string | undefined): Promise<number> {
  const { settings } = await loadSettings(sources);
  const file = given ?? settings.relay.file;
  if (file === undefined) throw new SettingsError("SETTINGS_INVALID", "Cannot run the relay as a routing file must be given: there is none", { hint: "Name it on the command line, or set relay.file (TETHERD_RELAY_FILE)" });
  const relay = await startRelayProcess(settings, file, createLogger(settings.logLevel, settings.site));
  const stop = (signal: NodeJS.Signals): void => relay.stop(signal);
  const reload = (): void => void relay.reload();
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  try {
    await relay.done;
    return exitCodes.ok;
  } finally {
    process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
  }
}
