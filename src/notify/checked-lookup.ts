/**
 * Resolves a receiver's name and lets only addresses through that a message may go to. The connection is made to exactly what was checked, so a name
 * that changes its mind between the check and the connection gains nothing.
 */
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { mayReach, type Network } from "./addresses.js";
import { NotifyError } from "./errors.js";

/** All addresses of a name, as the system resolves it. */
export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (name) => new Promise((resolve, reject) => {
  systemLookup(name, { all: true }, (error, addresses) => {
    if (error === null) resolve(addresses);
    else reject(error);
  });
});

/** For `lookup` of a socket. Names that lead to refused addresses alone end in NOTIFY_ADDRESS_REFUSED. */
export function checkedLookup(resolve: Resolve, allowed: readonly Network[]): LookupFunction {
  return (name, options, callback) => {
    resolve(name).then((addresses) => {
      const open = addresses.filter(({ address }) => mayReach(address, allowed));
      const [first] = open;
      if (first === undefined) callback(addressRefused(name, addresses.map(({ address }) => address)), "", 0);
      else if (options.all === true) callback(null, [...open]);
      else callback(null, first.address, first.family);
    }, (error: unknown) => callback(error as NodeJS.ErrnoException, "", 0));
  };
}

/** A host that is an address is never looked up; it is checked here. `host` may stand in brackets. Throws NOTIFY_ADDRESS_REFUSED. */
export function checkLiteral(host: string, allowed: readonly Network[]): void {
  const address = host.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !mayReach(address, allowed)) throw addressRefused(host, [address]);
}

export function addressRefused(host: string, addresses: readonly string[]): NotifyError {
  return new NotifyError("NOTIFY_ADDRESS_REFUSED", `Cannot send to ${host} as a receiver must not be on loopback, link-local or metadata addresses: it leads to ${addresses.slice(0, 4).join(", ") || "none"}`, {
    hint: "If that is meant, name the address in allow: of the receiver",
  });
}
