/**
 * What the version of a nats-server means for our promises: too old to be used, usable with something said, or fine.
 * It never asks the server; it judges the version text of its greeting.
 */
import { BusError } from "./errors.js";

/** [major, minor, patch]; pre-release words are ignored. */
function partsOf(version: string): readonly [number, number, number] {
  const [, major = "0", minor = "0", patch = "0"] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return [Number(major), Number(minor), Number(patch)];
}

function isOlder(version: string, than: readonly [number, number, number]): boolean {
  const have = partsOf(version);
  const at = have.findIndex((part, i) => part !== than[i]);
  return at >= 0 && (have[at] ?? 0) < (than[at] ?? 0);
}

/** Throws BUS_SERVER_TOO_OLD below 2.9: the key-value and consumer interfaces used here came with it. */
export function requireServerVersion(version: string): void {
  if (!isOlder(version, [2, 9, 0])) return;
  throw new BusError("BUS_SERVER_TOO_OLD", `Cannot use a NATS server older than 2.9: this one is ${version}`, { hint: "Update it; 2.10.23 or newer with three replicas is recommended" });
}

/** What this version cannot promise, as one sentence; undefined when there is nothing to say. */
export function versionCaveat(version: string): string | undefined {
  if (isOlder(version, [2, 10, 0])) {
    return `NATS server ${version} cannot promise that acknowledged messages survive a crash of its operating system within the last two minutes (sync_interval came with 2.10); 2.10.23 or newer with three replicas is recommended`;
  }
  if (isOlder(version, [2, 10, 23])) {
    return `NATS server ${version} may lose acknowledged messages when its process crashes (repaired in 2.10.23); update it`;
  }
  return undefined;
}
