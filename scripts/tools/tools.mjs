// The list of programs that tests and the demo use, and one question to each: can it be had here? Asking is quick and installs nothing.
import { existsSync } from "node:fs";
import { alertmanagerBinary, alertmanagerCure, canHaveAlertmanager } from "./alertmanager.mjs";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath } from "./find-on-path.mjs";
import { exampleConsumerBinary, goCure, haveGo } from "./go.mjs";
import { canHaveGovmomi, govmomiBinary } from "./govmomi.mjs";
import { jqBinary, jqCure } from "./jq.mjs";
import { natsCliBinary, natsCliVersion } from "./nats-cli.mjs";
import { canInstallNatsServer, natsServerBinary, natsServerCure } from "./nats-server.mjs";
import { canMakePython, pythonBinary, pythonCure } from "./python.mjs";

/** @typedef {"nats-server" | "nats-server-oldest" | "vcsim" | "govc" | "nats" | "python" | "alertmanager" | "jq" | "go-consumer"} Tool */

/** @type {readonly Tool[]} */
export const toolsForDemo = ["nats-server"];
/** @type {readonly Tool[]} */
export const toolsForTests = ["nats-server", "nats-server-oldest", "vcsim", "govc", "nats", "python", "alertmanager", "jq", "go-consumer"];

/** @type {Record<Tool, { obtainable: () => boolean, cure: string, install: () => Promise<string> }>} */
const catalogue = {
  "nats-server": { obtainable: () => canInstallNatsServer("current"), cure: natsServerCure, install: () => natsServerBinary("current") },
  "nats-server-oldest": { obtainable: () => canInstallNatsServer("oldest"), cure: natsServerCure, install: () => natsServerBinary("oldest") },
  vcsim: { obtainable: () => canHaveGovmomi("vcsim"), cure: goCure, install: () => govmomiBinary("vcsim") },
  govc: { obtainable: () => canHaveGovmomi("govc"), cure: goCure, install: () => govmomiBinary("govc") },
  nats: {
    obtainable: () => haveGo() || existsSync(binaryPath("nats", natsCliVersion)) || findOnPath("nats").length > 0,
    cure: goCure,
    install: natsCliBinary,
  },
  alertmanager: { obtainable: canHaveAlertmanager, cure: alertmanagerCure, install: alertmanagerBinary },
  jq: { obtainable: () => findOnPath("jq").length > 0, cure: jqCure, install: jqBinary },
  "go-consumer": { obtainable: haveGo, cure: goCure, install: exampleConsumerBinary },
  python: { obtainable: canMakePython, cure: pythonCure, install: pythonBinary },
};

/**
 * One sentence with the cure when a program is neither here nor can be installed here; undefined when it can be had.
 * @param {Tool} tool
 * @returns {string | undefined}
 */
export function reasonMissing(tool) {
  const { obtainable, cure } = catalogue[tool];
  return obtainable() ? undefined : `Without ${tool} the tests that need it are skipped. ${cure}.`;
}

/**
 * Path of the program, installed now if it was not there.
 * @param {Tool} tool
 * @throws {import("./missing-tool.mjs").MissingTool}
 */
export function install(tool) {
  return catalogue[tool].install();
}
