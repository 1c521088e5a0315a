/**
 * Whether a request may read what the daemon knows. With `loopback` it must come from this machine and call it by a name of its own, so that
 * a page in somebody's browser cannot borrow the machine's address.
 */
import { BlockList, isIP } from "node:net";
import type { Asked } from "../http-server.js";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export function mayRead(door: "loopback" | "listen", { from, headers }: Pick<Asked, "from" | "headers">): boolean {
  if (door === "listen") return true;
  const named = (headers.host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isLoopback(from ?? "") && (named === "localhost" || isLoopback(named));
}

/** IPv4 as IPv6 sockets spell it, too. */
function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? "ipv4" : "ipv6");
}
