/**
 * The picture of a clone group as lines of text for a place with letters of one width: the base, the hosts that have it open, and on each its members. It shows what the
 * alert carries and guesses nothing; whoever stands on whom above the base is not in an alert (`tetherd groups` draws that).
 */
import type { Alert } from "../alerts/alert.js";
import { cleanText } from "./clean-text.js";

const maxHosts = 12;
const maxNames = 6;
const maxName = 40;

interface Member {
  readonly name: string;
  readonly host: string;
  readonly marks: readonly string[];
}

/** Of an alert about a group, or about a VM of one; undefined where it carries no base or no members. The first line is the base. */
export function groupTree({ subject, object }: Pick<Alert, "object" | "subject">): readonly string[] | undefined {
  const group = subject.kind === "group" ? fieldsOf(object) : subject.kind === "vm" ? fieldsOf(fieldsOf(object)["group"]) : {};
  const [base, datastore] = [group["base"], group["datastore"]];
  const members = Array.isArray(group["members"]) ? (group["members"] as readonly unknown[]).map(memberOf) : [];
  if (typeof base !== "string" || base === "" || members.length === 0) return undefined;
  const file = cleanText(base.replace(/^[^:]*:/, ""), 2 * maxName);
  const hosts = [...new Set(members.map(({ host }) => host))].sort(byName);
  const omitted = typeof group["membersOmitted"] === "number" ? group["membersOmitted"] : 0;
  const rest = [
    ...(hosts.length > maxHosts ? [`${hosts.length - maxHosts} more hosts`] : []), ...(omitted > 0 ? [`${omitted} more members, not in the alert`] : []),
  ];
  const rows = [...hosts.slice(0, maxHosts).map((host) => `${host}: ${namesOn(host, members)}`), ...rest];
  return [typeof datastore === "string" ? `[${cleanText(datastore, maxName)}] ${file}` : file, ...rows.map((row, n) => `${n === rows.length - 1 ? "└─" : "├─"} ${row}`)];
}

function namesOn(host: string, members: readonly Member[]): string {
  const there = members.filter((member) => member.host === host).sort((a, b) => byName(a.name, b.name));
  const shown = there.slice(0, maxNames).map(({ name, marks }) => (marks.length === 0 ? name : `${name} (${marks.join(", ")})`));
  return `${shown.join(", ")}${there.length > maxNames ? ` and ${there.length - maxNames} more` : ""}`;
}

const roles: Readonly<Record<string, string>> = { "base-holder": "base", template: "template", "nested-clone": "clone of a clone" };
const powers: Readonly<Record<string, string>> = { poweredOff: "off", suspended: "paused" };

function memberOf(value: unknown): Member {
  const { name, moref, host, role, powerState } = fieldsOf(value);
  const word = (of: unknown, words: Readonly<Record<string, string>>): readonly string[] => (typeof of === "string" && Object.hasOwn(words, of) ? [words[of] ?? ""] : []);
  const text = (...candidates: readonly unknown[]): string => candidates.map((one) => (typeof one === "string" ? cleanText(one, maxName) : "")).find((one) => one !== "") ?? "";
  return { name: text(name, moref, "without a name"), host: text(host, "host unknown"), marks: [...word(role, roles), ...word(powerState, powers)] };
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
