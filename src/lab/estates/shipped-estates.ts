/** The estates that come with tetherd, by bare name. It only finds the file; reading it is `load-estate.ts`. */
import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../config/estates/", import.meta.url));

/** A file, relative to `from`, or the bare name of an estate that ships with tetherd, e.g. "vdi-pool". The file of that name goes first. */
export function estatePath(name: string, from = "."): string {
  const given = from === "." || isAbsolute(name) ? name : join(from, name);
  const shipped = join(folder, `${name}.yaml`);
  return /^[\w-]+$/.test(name) && !existsSync(given) && existsSync(shipped) ? shipped : given;
}

export function shippedEstates(): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -".yaml".length)).sort();
}
