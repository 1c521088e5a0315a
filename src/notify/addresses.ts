/**
 * Which network addresses a message may go to. Loopback, link-local, multicast, and where clouds keep their metadata are refused unless the operator allows them; private
 * networks are where most receivers live and stay open. Forms of IPv6 that carry an IPv4 address are judged by that address.
 */
import { BlockList, isIP } from "node:net";

/** "127.0.0.1", "10.0.0.0/8", "::1": an address or a network. */
export interface Network {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
}

/** RFC 6890, and the addresses of metadata services: 169.254.169.254 (link-local), Alibaba's 100.100.100.200, Azure's 168.63.129.16. */
const refused4: readonly Network[] = [
  ["0.0.0.0", 8], ["127.0.0.0", 8], ["169.254.0.0", 16], ["192.0.0.0", 24], ["100.100.100.200", 32], ["168.63.129.16", 32], ["224.0.0.0", 4], ["240.0.0.0", 4],
].map(([address, prefix]) => ({ family: "ipv4", address: String(address), prefix: Number(prefix) }));
/** Unspecified, loopback and the old IPv4-compatible form lie in ::/96; then Teredo, local NAT64, site-local, link-local, multicast, Amazon's metadata. */
const refused6: readonly Network[] = [
  ["::", 96], ["2001::", 32], ["64:ff9b:1::", 48], ["fec0::", 10], ["fe80::", 10], ["ff00::", 8], ["fd00:ec2::", 32],
].map(([address, prefix]) => ({ family: "ipv6", address: String(address), prefix: Number(prefix) }));

const refused = listOf([...refused4, ...refused6, ...refused4.flatMap(carriedBy)]);

/** NAT64 (RFC 6052) and 6to4 (RFC 3056) forms of an IPv4 network; the mapped form ::ffff:0:0/96 is judged by BlockList itself. */
function carriedBy({ address, prefix }: Network): readonly Network[] {
  const [high = "", low = ""] = [0, 2].map((at) => address.split(".").slice(at, at + 2).map((part) => Number(part).toString(16).padStart(2, "0")).join(""));
  return [{ family: "ipv6", address: `64:ff9b::${address}`, prefix: 96 + prefix }, { family: "ipv6", address: `2002:${high}:${low}::`, prefix: 16 + prefix }];
}

/** The network, or undefined when the text is none. */
export function networkOf(text: string): Network | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || rest.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : bits + 1;
  return prefix > bits ? undefined : { family: version === 4 ? "ipv4" : "ipv6", address, prefix };
}

/** True when a message may go there. What is no address at all may not. */
export function mayReach(address: string, allowed: readonly Network[]): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const plain = address.split("%")[0] ?? "";
  return !refused.check(plain, family) || listOf(allowed).check(plain, family);
}

function listOf(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { family, address, prefix } of networks) list.addSubnet(address, prefix, family);
  return list;
}
