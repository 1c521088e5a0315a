/**
 * The kinds of values settings may have: what each must be, in words, and how a text from the environment becomes one.
 * A value that is not of its kind is refused with those words; nothing is corrected silently.
 */
import convict from "convict";
import { parseDuration } from "../shared/duration.js";

interface Kind {
  /** Completes the sentence "must be …". */
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
  readonly fromText?: (text: string) => unknown;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isWhole = (value: unknown, least: number, most: number): boolean => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const toNumber = (text: string): unknown => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);

const kinds = {
  "site-token": { wanted: "one NATS subject token of letters, digits, - and _ (at most 32)", holds: (value) => isText(value) && /^[A-Za-z0-9_-]{1,32}$/.test(value) },
  "lease-time": { wanted: 'a duration from 1s to 5m', holds: (value) => isText(value) && (parseDuration(value) ?? 0) >= 1_000 && (parseDuration(value) ?? 0) <= 300_000 },
  "duration": { wanted: 'a duration such as "30s" or "10m"', holds: (value) => isText(value) && (parseDuration(value) ?? 0) > 0 },
  "switch": { wanted: "true or false", holds: (value) => typeof value === "boolean", fromText: (text) => ({ true: true, false: false })[text.trim().toLowerCase()] ?? text },
  "text": { wanted: "a text", holds: (value) => isText(value) && value !== "" },
  "optional-text": { wanted: "a text", holds: (value) => value === null || (isText(value) && value !== "") },
  "listen-address": {
    wanted: 'host:port, such as "127.0.0.1:9464" (":9464" for every address), or "off"',
    holds: (value) => isText(value) && (value === "off" || (/^(\[[^\]]+\]|[^:]*):\d{1,5}$/.test(value) && Number(value.slice(value.lastIndexOf(":") + 1)) <= 65_535)),
  },
  "server-list": {
    wanted: "a list of NATS server addresses",
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every((one) => isText(one) && one !== ""),
    fromText: (text) => text.split(",").map((one) => one.trim()),
  },
  "vcenter-list": { wanted: "a list of vCenters, each with url, username and password or passwordFile", holds: (value) => Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)) },
  "host-limit": { wanted: "a whole number of hosts from 1 to 1024, or unset", holds: (value) => value === null || isWhole(value, 1, 1_024), fromText: toNumber },
  "replicas": { wanted: "a whole number from 1 to 5", holds: (value) => isWhole(value, 1, 5), fromText: toNumber },
  "mebibytes": { wanted: "a whole number of MiB from 1 to 1048576", holds: (value) => isWhole(value, 1, 1_048_576), fromText: toNumber },
  "action-count": { wanted: "a whole number from 1 to 100000", holds: (value) => isWhole(value, 1, 100_000), fromText: toNumber },
  "percent": { wanted: "a whole number of percent from 0 to 100", holds: (value) => isWhole(value, 0, 100), fromText: toNumber },
  "object-count": { wanted: "a whole number from 1 to 10000", holds: (value) => isWhole(value, 1, 10_000), fromText: toNumber },
} satisfies Record<string, Kind>;

export type FormatName = keyof typeof kinds;

for (const [name, kind] of Object.entries<Kind>(kinds)) {
  convict.addFormat({
    name,
    validate: (value: unknown) => {
      if (!kind.holds(value)) throw new Error(`must be ${kind.wanted}`);
    },
    coerce: (value: unknown) => (isText(value) && kind.fromText !== undefined ? kind.fromText(value) : value),
  });
}
