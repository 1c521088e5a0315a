// Finds jq, which the shell consumer of docs/consumers needs. It installs nothing: jq is a package of every system.
import { findOnPath } from "./find-on-path.mjs";
import { MissingTool } from "./missing-tool.mjs";

export const jqCure = "Install jq (Debian: `apt-get install jq`), then run the same command again";

/** @returns {Promise<string>} @throws {MissingTool} */
export function jqBinary() {
  const [path] = findOnPath("jq");
  return path === undefined ? Promise.reject(new MissingTool("jq", "there is none on PATH", jqCure)) : Promise.resolve(path);
}
