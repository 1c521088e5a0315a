// Finds the `nats` command line, an operator's view of the bus and the baseline of the benchmarks. It never starts it.
import { existsSync } from "node:fs";
import { binaryPath } from "./cache-folder.mjs";
import { findOnPath } from "./find-on-path.mjs";
import { goInstall } from "./go.mjs";

export const natsCliVersion = "0.5.1";

/**
 * The pinned version from the cache, else the one on PATH, else `go install`.
 * @returns {Promise<string>}
 * @throws {import("./missing-tool.mjs").MissingTool}
 */
export async function natsCliBinary() {
  const cached = binaryPath("nats", natsCliVersion);
  if (existsSync(cached)) return cached;
  return findOnPath("nats")[0] ?? goInstall("nats", "github.com/nats-io/natscli/nats", natsCliVersion);
}
