/** Finds the daemon that a command may read from instead of vCenter: of the same version and site, watching what the settings name. It changes nothing. */
import type { Settings } from "../../settings/settings.js";
import { version } from "../version.js";
import { DoorError } from "./errors.js";
import { fetchPage } from "./read-lines.js";
import type { DoorVCenters } from "./wire.js";

export type Found =
  | { readonly kind: "door"; readonly door: URL }
  /** A daemon is there, and why it is not the one. */
  | { readonly kind: "other"; readonly why: string }
  | { readonly kind: "none" };

/** Where the daemon of these settings listens, on this machine; undefined when it has no address. */
export function addressOf({ httpListen }: Pick<Settings, "httpListen">): URL | undefined {
  if (httpListen === undefined) return undefined;
  const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const host = everywhere[httpListen.host] ?? httpListen.host;
  return new URL(`http://${host.includes(":") ? `[${host}]` : host}:${httpListen.port}`);
}

/** Throws DOOR_UNREACHABLE and DOOR_CLOSED for an address that was `named`, DOOR_OTHER_DAEMON for the wrong daemon there. */
export async function findDaemon(settings: Settings, named: URL | undefined, signal: AbortSignal): Promise<Found> {
  const door = named ?? addressOf(settings);
  if (door === undefined) return { kind: "none" };
  try {
    const there = await (await fetchPage(new URL("/v1/vcenters", door), signal)).json() as DoorVCenters;
    const why = mismatch(settings, there);
    if (why === undefined) return { kind: "door", door };
    if (named !== undefined) throw new DoorError("DOOR_OTHER_DAEMON", `Cannot read from the daemon at ${door.host} as it must be the one of these settings: ${why}`);
    return { kind: "other", why: `the daemon at ${door.host} is not meant: ${why}` };
  } catch (error) {
    if (named !== undefined) throw error;
    if (error instanceof DoorError && error.code === "DOOR_UNREACHABLE") return { kind: "none" };
    return { kind: "other", why: `what answers at ${door.host} is no daemon to read from: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function mismatch({ site, vcenters }: Settings, there: DoorVCenters): string | undefined {
  if (there.version !== version) return `it is tetherd ${there.version}, this is ${version}`;
  if (there.site !== site) return `its site is "${there.site}", that of the settings "${site}"`;
  for (const { name, url } of vcenters) {
    const one = there.vcenters.find((vcenter) => vcenter.name === name);
    if (one === undefined) return `it does not watch ${name}`;
    if (one.url !== url) return `its ${name} is ${one.url}, that of the settings ${url}`;
  }
  return undefined;
}
