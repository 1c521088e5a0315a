// Where programs that tests and the demo need are kept, once per user. It never removes anything there.
import { homedir } from "node:os";
import { join } from "node:path";

/** Folder of this product below `$XDG_CACHE_HOME` or `~/.cache`; not created here. */
export function cacheFolder() {
  const base = process.env["XDG_CACHE_HOME"];
  return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "tetherd");
}

/**
 * Path of one installed program. The name carries the version, so a new version never meets an old file.
 * @param {string} name
 * @param {string} version
 */
export function binaryPath(name, version) {
  return join(cacheFolder(), "bin", `${name}-${version}`);
}
