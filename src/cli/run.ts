/** `tetherd run`: starts the daemon and ends with it. Signals are turned into its words here; it contains no rules. */
import { startDaemon } from "../app/daemon.js";
import { keepHeap } from "../app/heap-keeper.js";
import { createLogger } from "../app/logger.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { SettingsError } from "../settings/errors.js";
import { describeError } from "../shared/errors.js";
import { exitCodes } from "./exit-codes.js";
import { spawnPolicyTest } from "./spawn-policy-test.js";

export async function run(sources: SettingsSources): Promise<number> {
  const { settings } = await loadSettings(sources);
  if (settings.vcenters.length === 0) {
    throw new SettingsError("SETTINGS_INVALID", "Cannot run as at least one vCenter must be given: there is none", {
      hint: "Set TETHERD_VCENTER_URL, TETHERD_VCENTER_USERNAME and TETHERD_VCENTER_PASSWORD_FILE, or vcenters in the file given with --config",
    });
  }
  const log = createLogger(settings.logLevel, settings.site);
  const heap = keepHeap((figures) => log.debug(figures, "gave back memory that nothing lived in any more"));
  const daemon = await startDaemon(settings, log, spawnPolicyTest);
  const stop = (signal: NodeJS.Signals): void => daemon.stop(signal);
  const reload = (): void => void daemon.reload();
  process.on("SIGTERM", stop).on("SIGINT", stop).on("SIGHUP", reload);
  try {
    await daemon.done;
    return exitCodes.ok;
  } catch (error) {
    log.fatal({ code: typeof error === "object" && error !== null && "code" in error ? error.code : undefined, stack: error instanceof Error && !("code" in error) ? error.stack : undefined }, describeError(error));
    return exitCodes.failed;
  } finally {
    heap.close();
    process.off("SIGTERM", stop).off("SIGINT", stop).off("SIGHUP", reload);
  }
}
