/** The checked address of a mail server, and the name its certificate must have. It resolves once and connects to nothing. */
import { isIP } from "node:net";
import { mayReach } from "../addresses.js";
import { connectionError } from "../answer-error.js";
import { addressRefused, type Resolve } from "../checked-lookup.js";
import type { Way } from "../safe-door.js";

/** Without a servername the host is an address, and the certificate must be for that. Throws NotifyError. */
export async function mailHost(host: string, { allow }: Way, resolve: Resolve): Promise<{ readonly address: string; readonly servername: string | undefined }> {
  if (isIP(host) !== 0) {
    if (!mayReach(host, allow)) throw addressRefused(host, [host]);
    return { address: host, servername: undefined };
  }
  const addresses = await resolve(host).catch((error: unknown) => {
    throw connectionError(host, error);
  });
  const open = addresses.find(({ address }) => mayReach(address, allow));
  if (open === undefined) throw addressRefused(host, addresses.map(({ address }) => address));
  return { address: open.address, servername: host };
}
