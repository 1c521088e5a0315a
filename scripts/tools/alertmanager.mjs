// Finds Prometheus Alertmanager, or builds one once per user. It never starts it. Debian's package is used where it is installed; unpacked elsewhere it does not start.
import { existsSync } from "node:fs";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath, isExecutable } from "./find-on-path.mjs";
import { goInstall, haveGo } from "./go.mjs";
import { MissingTool } from "./missing-tool.mjs";

const version = "0.28.1";
const setting = "TETHERD_ALERTMANAGER";
export const alertmanagerCure =
  `Type \`apt-get install prometheus-alertmanager\`, or install Go, or take a release from https://github.com/prometheus/alertmanager/releases and name its path in ${setting}`;

/** Whether it is here or can be tried to be built; starts and builds nothing. */
export function canHaveAlertmanager() {
  return (process.env[setting] ?? "") !== "" || onPath() !== undefined || existsSync(binaryPath("alertmanager", version)) || haveGo();
}

/**
 * Path of an Alertmanager: the setting, then PATH, then the cache, then `go install`.
 * @returns {Promise<string>}
 * @throws {MissingTool} with the command to type
 */
export async function alertmanagerBinary() {
  const named = process.env[setting];
  if (named !== undefined && named !== "") {
    if (!isExecutable(named)) throw new MissingTool("alertmanager", `${setting} names "${named}", which is no program`, alertmanagerCure);
    return named;
  }
  const cached = binaryPath("alertmanager", version);
  return onPath() ?? (existsSync(cached) ? cached : goInstall("alertmanager", "github.com/prometheus/alertmanager/cmd/alertmanager", version));
}

function onPath() {
  return ["alertmanager", "prometheus-alertmanager"].flatMap((name) => findOnPath(name))[0];
}
