/**
 * From the bytes of a command to a checked request, or to the reply that says what is wrong with it. The published schema says the same
 * (a test compares). It looks at no clock but the one handed in, and remembers nothing.
 */
import { nearestName } from "../shared/nearest-name.js";
import { refused, type ArgSpec, type Command, type CommandReply } from "./command.js";

/** Bytes. A command names things; it does not carry data. */
export const mostCommandBytes = 65_536;
/** A command without `expiresAt` counts for so long after its `at`. */
export const defaultLifeMs = 300_000;
/** The longest life; ids are remembered for longer than this (topology.ts). */
export const longestLifeMs = 86_400_000;
/** Clocks of senders may run ahead by so much. */
const aheadMs = 120_000;
const longestText = 4_096;
export const idPattern = "^[A-Za-z0-9_.:-]{1,64}$";
export const durationPattern = "^(?=.*[1-9])([0-9]{1,6}(ms|s|m|h|d))+$";
const duration = new RegExp(durationPattern, "u");
const time = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

export interface CommandRequest {
  readonly id: string;
  readonly sender: string;
  readonly at: string;
  readonly vcenter: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
}

export type ReadCommand = { readonly kind: "request"; readonly request: CommandRequest } | { readonly kind: "refused"; readonly reply: CommandReply };

export function readCommand(command: Command, bytes: Uint8Array, now: number): ReadCommand {
  const problem = (code: string, message: string): ReadCommand => ({ kind: "refused", reply: refused(code, message) });
  if (bytes.length > mostCommandBytes) return problem("COMMAND_TOO_LARGE", `Cannot take the command as it must have at most ${mostCommandBytes} bytes: it has ${bytes.length}`);
  const parsed = parseObject(bytes);
  if (typeof parsed === "string") return problem("COMMAND_MALFORMED", `Cannot take the command as it must be one JSON object: ${parsed}`);
  const mistake = mistakeIn(command, parsed);
  if (mistake !== undefined) return problem("COMMAND_MALFORMED", `Cannot take the command "${command.verb}" ${mistake}`);
  const { id, sender, at, expiresAt, vcenter, ...args } = parsed as { id: string; sender: string; at: string; expiresAt?: string; vcenter?: string };
  const late = lateness(Date.parse(at), expiresAt === undefined ? undefined : Date.parse(expiresAt), now);
  if (late !== undefined) return problem("COMMAND_EXPIRED", `Cannot take the command "${command.verb}" ${late}`);
  return { kind: "request", request: { id, sender, at, vcenter, args } };
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | string {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : "it is something else";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The arguments of a command with the members that all have. */
export function membersOf(command: Command): Readonly<Record<string, ArgSpec>> {
  return {
    id: { kind: "text", pattern: idPattern, doc: "Chosen by the sender, new for each command: the same id is never carried out twice.", example: "5f2c9a1e" },
    sender: { kind: "text", most: 200, doc: "Who sends it, for the record.", example: "ann@example.org" },
    at: { kind: "time", doc: "When it was sent (RFC 3339).", example: "2026-11-24T08:00:00Z" },
    expiresAt: { kind: "time", optional: true, doc: "After this it is refused; five minutes after `at` unless given, at most a day.", example: "2026-11-24T08:01:00Z" },
    ...(command.scope === "site" ? {} : {
      vcenter: {
        kind: "text", most: 200, example: "vc1", ...(command.scope === "daemons" ? { optional: true as const } : {}),
        doc: command.scope === "daemons" ? "Name or instance UUID of the vCenter; without it, all." : "Name or instance UUID of the vCenter.",
      } satisfies ArgSpec,
    }),
    ...command.args,
  };
}

function mistakeIn(command: Command, given: Readonly<Record<string, unknown>>): string | undefined {
  const specs = membersOf(command);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) return `as every member must be known: "${name.slice(0, 60)}" is not${nearestName(name.slice(0, 60), Object.keys(specs))}`;
  }
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name];
    if (value === undefined) {
      if (spec.optional !== true) return `as "${name}" must be given: it is missing`;
    } else if (!holds(spec, value)) {
      return `as "${name}" must be ${wanted(spec)}: current value is ${(JSON.stringify(value)).slice(0, 80)}`;
    }
  }
  return undefined;
}

function holds({ kind, most, pattern }: ArgSpec, value: unknown): boolean {
  const isText = (one: unknown): one is string => typeof one === "string" && one !== "" && one.length <= (kind === "texts" ? longestText : (most ?? longestText));
  switch (kind) {
    case "text": return isText(value) && (pattern === undefined || new RegExp(pattern, "u").test(value));
    case "texts": return Array.isArray(value) && value.length > 0 && value.length <= (most ?? 100) && value.every(isText);
    case "time": return typeof value === "string" && isTime(value);
    case "duration": return typeof value === "string" && duration.test(value);
    case "number": return typeof value === "number" && Number.isFinite(value);
    case "flag": return typeof value === "boolean";
    case "object": return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isTime(text: string): boolean {
  if (!time.test(text) || Number.isNaN(Date.parse(text))) return false;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function wanted({ kind, most, pattern }: ArgSpec): string {
  switch (kind) {
    case "text": return pattern === undefined ? `a text of 1 to ${most ?? longestText} characters` : `a text like ${pattern}`;
    case "texts": return `a list of 1 to ${most ?? 100} texts`;
    case "time": return 'a time such as "2026-11-24T08:00:00Z"';
    case "duration": return 'a duration such as "2h"';
    case "number": return "a number";
    case "flag": return "true or false";
    case "object": return "a JSON object";
  }
}

function lateness(at: number, expiresAt: number | undefined, now: number): string | undefined {
  const end = expiresAt ?? at + defaultLifeMs;
  if (at > now + aheadMs) return `as its time must not lie ahead: "at" is ${new Date(at).toISOString()}, here it is ${new Date(now).toISOString()}`;
  if (end > at + longestLifeMs) return `as it may count for at most a day: "expiresAt" is ${new Date(end).toISOString()}`;
  return end < now ? `as it must arrive before it expires: it expired at ${new Date(end).toISOString()}, here it is ${new Date(now).toISOString()}` : undefined;
}
