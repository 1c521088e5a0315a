// The first thing to say on a fresh clone: whether this Node is recent enough. It reads the promise from package.json and keeps no number of its own.
import { readFileSync } from "node:fs";
import { compareVersions, versionIn } from "../tools/versions.mjs";

/** @throws {Error} naming the wanted and the present version */
export function checkNode() {
  const manifest = /** @type {{ engines: { node: string } }} */ (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")));
  const wanted = versionIn(manifest.engines.node) ?? "0";
  if (compareVersions(process.versions.node, wanted) < 0) {
    throw new Error(`Cannot run on Node ${process.versions.node}: Node ${wanted} or later is needed. Install it from https://nodejs.org, then run the same command again`);
  }
}
