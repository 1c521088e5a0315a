/**
 * How a receiver's keys in the routing file become its configuration: a table of keys, and a check of what only shows between them. Every mistake is reported with
 * its place.
 */
import { keys, type ReadKeys } from "../policies/skeleton/keys.js";
import { duration, listOf, plainText, truth } from "../policies/skeleton/plain-values.js";
import { offsetOf, type KeyTable, type ValueSpec } from "../policies/skeleton/value-spec.js";
import { networkOf, type Network } from "./addresses.js";
import type { Way } from "./safe-door.js";

/** `complain` without a place points at the receiver. Null after a complaint, undefined where a required key is missing, which has been reported. */
export function configSpec<Table extends KeyTable, Config>(table: Table, doc: string, compile: (read: ReadKeys<Table>, complain: (message: string, offset?: number) => null) => Config | null | undefined): ValueSpec<Config> {
  const spec = keys(table, doc);
  return {
    ...spec,
    read: (node, name, reading) => {
      const read = spec.read(node, name, reading);
      return read === undefined ? undefined : compile(read, (message, offset = offsetOf(node)) => {
        reading.report(offset, `${name} ${message}`);
        return null;
      }) ?? undefined;
    },
  };
}

export const filePath = plainText({ max: 4_096, pattern: "^[^\\u0000]+$", allowed: "a path" });
export const webAddress = plainText({ max: 2_048, pattern: "^https?://[^\\s@]+$", allowed: "an address such as https://hook.example.org/path, without name and password in it" });

const network: ValueSpec<Network> = {
  words: "an address or network, such as 127.0.0.1 or 10.0.0.0/8",
  schema: { type: "string", minLength: 2, maxLength: 49 },
  read: (node, name, reading) => {
    const text = plainText({ max: 49, allowed: "an address or network, such as 127.0.0.1 or 10.0.0.0/8" }).read(node, name, reading);
    const found = text === undefined ? undefined : networkOf(text);
    if (text !== undefined && found === undefined) reading.report(offsetOf(node), `${name} is the text "${text}"; allowed: an address or network, such as 127.0.0.1 or 10.0.0.0/8`);
    return found;
  },
};

/** Every receiver has these. */
export const reachKeys = {
  timeout: { doc: "How long one attempt may take.", value: duration(1_000, 120_000), default: "10s", example: "10s" },
  caFile: { doc: "PEM file with the authority that signed the receiver's certificate, read anew each time.", value: filePath, default: "those that Node knows", example: "/etc/tetherd/ca.pem" },
  allow: { doc: "Addresses of this receiver that are otherwise refused: loopback, link-local, metadata services.", value: listOf(network, 16), default: "none", example: "[127.0.0.1]" },
} as const;

/** And these, where it speaks HTTP. */
export const wayKeys = {
  ...reachKeys,
  plainHttp: { doc: "Accept http://, which anybody on the way can read and change.", value: truth, default: "false", example: "true" },
} as const;

const defaultTimeoutMs = 10_000;

export function wayOf({ timeout, caFile, allow, plainHttp }: Pick<ReadKeys<typeof wayKeys>, "allow" | "caFile" | "plainHttp" | "timeout">): Way {
  return { timeoutMs: timeout?.value ?? defaultTimeoutMs, caFile: caFile?.value, allow: allow?.value ?? [], plainHttp: plainHttp?.value ?? false };
}

/** What is wrong with an address for this way, if anything. */
export function addressComplaint(url: string, way: Way): string | undefined {
  if (!URL.canParse(url)) return `has the address "${url}", which is none`;
  return url.startsWith("http://") && !way.plainHttp ? `has the address "${url}"; allowed: https://, or http:// with plainHttp: true` : undefined;
}
