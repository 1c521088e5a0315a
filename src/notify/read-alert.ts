/** An alert from the text of a message or a file: the CloudEvent, or its data alone. It believes nothing that it has not looked at. */
import { transitionKinds, type Alert } from "../alerts/alert.js";
import { severities, subjectKinds } from "../policies/decision.js";

/** The alert, or what is wrong with the text as a phrase after "it". Members that older messages lack are filled in. */
export function readAlert(text: string): Alert | string {
  const whole = parsed(text);
  if (whole === undefined) return "is no JSON object";
  const data = isObject(whole["data"]) ? whole["data"] : whole;
  const complaint = complaintAbout(data);
  if (complaint !== undefined) return complaint;
  const alert = data as unknown as Alert;
  const kind = transitionKinds.find((known) => known === data["transitionKind"]) ?? (alert.status === "firing" ? "fired" : "resolved");
  return { ...alert, transitionKind: kind, updatedAt: isTime(data["updatedAt"]) ? data["updatedAt"] : (alert.endsAt ?? alert.startsAt) };
}

type Fields = Readonly<Record<string, unknown>>;

function complaintAbout(data: Fields): string | undefined {
  const { status, subject } = data;
  if (status !== "firing" && status !== "resolved") return 'has no "status"; allowed: firing, resolved';
  for (const name of ["fingerprint", "policy", "generatorURL"]) if (typeof data[name] !== "string" || data[name] === "") return `has no text "${name}"`;
  if (!isTime(data["startsAt"]) || (status === "resolved" && !isTime(data["endsAt"]))) return `has no time "${isTime(data["startsAt"]) ? "endsAt" : "startsAt"}"`;
  if (data["validUntil"] !== undefined && !isTime(data["validUntil"])) return 'has a "validUntil" that is no time';
  for (const name of ["labels", "annotations"]) if (!isTexts(data[name])) return `has no mapping of texts "${name}"`;
  if (!severities.some((known) => known === data["severity"])) return `has no "severity"; allowed: ${severities.join(", ")}`;
  if (!isObject(subject) || !subjectKinds.some((known) => known === subject["kind"]) || typeof subject["id"] !== "string" || typeof subject["name"] !== "string") return 'has no "subject" with kind, id and name';
  for (const name of ["dataAge", "transition"]) if (typeof data[name] !== "number" || !(data[name] >= 0)) return `has no number "${name}"`;
  if (data["silencedBy"] !== undefined && !isList(data["silencedBy"], (item) => typeof item === "string")) return 'has a "silencedBy" that is no list of texts';
  if (data["cause"] !== undefined && !isObject(data["cause"])) return 'has a "cause" that is no mapping';
  const { members } = data;
  return members === undefined || (isObject(members) && typeof members["count"] === "number" && isList(members["list"], (item) => isObject(item) && isObject(item["subject"]) && typeof item["subject"]["name"] === "string")) ? undefined : 'has "members" without count and list';
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isTime(value: unknown): value is string {
  return typeof value === "string" && value.length <= 40 && Number.isFinite(Date.parse(value));
}

function isList(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
