/** The hosts of a cluster, or hosts that stand alone: a count, a pattern, a list of names, or mappings for what differs. It only reads. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { HostPlan } from "./estate.js";
import type { Reading } from "./reading.js";
import { readNames, Section, type Reader } from "./section.js";

const keys = ["name", "count", "version", "cores", "mhz", "memory", "connection", "maintenance"] as const;
const connections = ["connected", "notResponding", "disconnected"] as const;

export const maxHosts = 1_000;

export function hostNamed(name: string): HostPlan {
  return { name, version: "8.0.3", cores: 32, mhz: 2_600, memoryBytes: 512 * 1024 ** 3, connection: "connected", maintenance: false };
}

/** `4` are the hosts h0 to h3. */
export const readHosts: Reader<readonly HostPlan[]> = (node, reading) => {
  if (isSeq<Node>(node)) return node.items.flatMap((item) => readHosts(item, reading) ?? []);
  const at = reading.placeOf(node);
  if (isMap(node)) return readMapping(node, reading);
  if (isScalar(node) && typeof node.value === "number") {
    const count = node.value;
    if (Number.isInteger(count) && count >= 1 && count <= maxHosts) return Array.from({ length: count }, (_, index) => ({ ...hostNamed(`h${index}`), at }));
    reading.report(node, `hosts is ${count}; allowed: a whole number from 1 to ${maxHosts}, a pattern such as esx{01..08}, a list, or a mapping with ${keys.join(", ")}`);
    return undefined;
  }
  return readNames(node, reading)?.map((name) => ({ ...hostNamed(name), at }));
};

function readMapping(node: Node, reading: Reading): readonly HostPlan[] {
  const host = new Section(node, reading, "a host", keys);
  const names = host.has("name") ? host.names("name") : undefined;
  const count = host.whole("count", 1, 1, maxHosts);
  if (names !== undefined && host.has("count")) host.report("count", "count and name are both given; allowed: one of them, a name may be a pattern such as esx{01..08}");
  const version = host.text("version", "8.0.3");
  if (!/^\d+\.\d+\.\d+$/.test(version)) host.report("version", `version is "${version}"; allowed: three numbers such as 5.0.0 or 8.0.3`);
  const rest = {
    ...host.placed, version, cores: host.whole("cores", 32, 1, 1_024), mhz: host.whole("mhz", 2_600, 100, 10_000), memoryBytes: host.size("memory", 512 * 1024 ** 3),
    connection: host.choice("connection", connections, "connected"), maintenance: host.flag("maintenance", false),
  };
  return (names ?? Array.from({ length: count }, (_, index) => `h${index}`)).map((name) => ({ ...rest, name }));
}
