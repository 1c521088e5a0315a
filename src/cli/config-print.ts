/** `tetherd config print`: the effective settings as YAML, secrets masked. It contacts nobody. */
import { stringify } from "yaml";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";

export async function configPrint(sources: SettingsSources): Promise<number> {
  const { printable } = await loadSettings(sources);
  process.stdout.write(stringify(printable));
  return exitCodes.ok;
}
