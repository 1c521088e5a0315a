/**
 * From an alert, as it lies on the stream, to what people are told of it: what, where, since when, why, how old the data is, what comes next and what to type.
 * It believes nothing about the texts it is given and decides nothing.
 */
import type { Alert } from "../alerts/alert.js";
import type { ActionStateMessage } from "../actions/action-state.js";
import type { Severity } from "../policies/decision.js";
import { formatDuration } from "../shared/duration.js";
import { cleanMap, cleanText } from "./clean-text.js";
import { figuresIn, placesIn } from "./figures.js";
import { groupTree } from "./group-tree.js";
import type { AlertNews, Labelled, Link } from "./notification.js";

/** What is told of an action: the newest word on one that belongs to the alert. */
export type ActionNews = Pick<ActionStateMessage, "fingerprint" | "id" | "percent" | "state" | "target" | "verb">;

const maxSummary = 1_000;
const maxSentence = 2_000;
/** What may stand in a command to be typed: ids and names of policies, nothing that a shell would read. */
const typeable = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/;
/** Alerts of tetherd's own come from no policy file, so there is nothing to explain. */
const ofTetherdItself = "tetherd-";

/** `action` concerns the same fingerprint; `told` is the severity that the receiver was told before. */
export function alertNews(alert: Alert, action?: ActionNews, told?: Severity): AlertNews {
  const tree = alert.status === "firing" ? groupTree(alert) : undefined;
  const { status, fingerprint, severity, startsAt, endsAt, validUntil, labels, annotations } = alert;
  return {
    fingerprint, status, severity, ...(told === undefined ? {} : { told }), startsAt, ...(endsAt === undefined ? {} : { endsAt }), ...(validUntil === undefined ? {} : { validUntil }),
    summary: [annotations["summary"] ?? "", `${alert.policy}: ${alert.subject.kind} ${alert.subject.name}`].map((text) => cleanText(text, maxSummary)).find((text) => text !== "") ?? "",
    where: whereOf(alert), why: whyOf(alert), figures: figuresIn(alert), ...(tree === undefined ? {} : { tree }), dataAge: ageText(alert.dataAge),
    next: nextOf(alert, action), commands: commandsOf(alert, action), links: linksOf(alert),
    labels: cleanMap(labels, 64, 1_000), annotations: cleanMap(annotations, 64, maxSentence),
  };
}

const kindWords: Readonly<Record<Alert["subject"]["kind"], string>> = { vm: "VM", group: "Clone group", cluster: "Cluster", host: "Host", datastore: "Datastore", vcenter: "vCenter" };

/** For what is called by invisible characters alone. */
const nameless = "without a name";

function whereOf({ subject, object, labels }: Alert): readonly Labelled[] {
  const name = cleanText(subject.name, 200);
  const id = cleanText(subject.id, 100);
  const vcenter = cleanText(labels["vcenter"] ?? "", 100);
  const own = { label: kindWords[subject.kind], text: name !== "" && id !== "" && name !== id ? `${name} (${id})` : [name, id, nameless].find((text) => text !== "") ?? nameless };
  return [own, ...placesIn({ object }).filter(({ label }) => label !== own.label), ...(vcenter === "" || subject.kind === "vcenter" ? [] : [{ label: "vCenter", text: vcenter }])];
}

function whyOf({ status, reason, annotations, cause, members, flapping, unknownSince }: Alert): readonly string[] {
  const description = cleanText(annotations["description"] ?? "", maxSentence);
  return [
    ...(status === "resolved" ? [`Over: ${cleanText(reason ?? "condition ended", 500)}.`] : []),
    ...(description === "" ? [] : [description]),
    ...(cause === undefined ? [] : [causeText(cause)]),
    ...(members === undefined ? [] : [`It stands for ${members.count} alerts${namesOf(members)}.`]),
    ...(flapping === true ? ["It comes and goes; it is held firing until it has kept still."] : []),
    ...(unknownSince === undefined ? [] : [`Since ${unknownSince} it is not known whether it still holds, as data is missing.`]),
  ];
}

/** Storm members that are named in the sentence; the count tells of the others. */
const maxMembers = 5;

function namesOf({ list, count }: NonNullable<Alert["members"]>): string {
  const names = list.slice(0, maxMembers).map(({ subject }) => cleanText(subject.name, 100));
  if (names.length === 0) return "";
  return `: ${names.join(", ")}${count > names.length ? ` and ${count - names.length} more` : ""}`;
}

function causeText({ user, operation, via, by }: NonNullable<Alert["cause"]>): string {
  const who = by === "tetherd" ? "tetherd itself" : user === undefined ? "somebody unknown" : cleanText(user, 200);
  const how = via === "host" ? " on the host itself" : via === "vcenter" ? " through vCenter" : "";
  return `Done by ${who}${how}${operation === undefined ? "" : ` (${cleanText(operation, 100)})`}.`;
}

function nextOf({ status, unknownSince, flapping }: Alert, action: ActionNews | undefined): readonly string[] {
  const waits = status === "resolved" ? [] : unknownSince !== undefined ? ["tetherd waits until vCenter tells the missing data."] : [`tetherd says so when ${flapping === true ? "it has kept still" : "it is over"}.`];
  return action === undefined ? waits : [actionText(action), ...waits];
}

function actionText({ verb, state, target, percent }: ActionNews): string {
  const what = `${cleanText(verb, 64)} of ${cleanText(target.name, 200)}`;
  switch (state) {
    case "offered": return `tetherd proposes: ${what}. It waits for your approval.`;
    case "approved": case "waiting": case "prepared": return `tetherd is going to do: ${what}.`;
    case "started": case "running": case "progress": return `tetherd is at it: ${what}${percent === undefined ? "" : `, ${percent} % done`}.`;
    case "resolving": case "verifying": return `tetherd checks what came of it: ${what}.`;
    case "succeeded": return `tetherd has done it: ${what}.`;
    case "unknown": return `tetherd does not know what came of it and asks you to look: ${what}.`;
    case "failed": case "skipped": case "refused": case "expired": case "cancelled": return `tetherd did not do it (${state}): ${what}.`;
  }
}

function commandsOf({ policy, subject }: Alert, action: ActionNews | undefined): readonly string[] {
  const id = action !== undefined && typeable.test(action.id) ? action.id : undefined;
  return [
    ...(id === undefined ? [] : action?.state === "offered" ? [`tetherd actions approve ${id}`, `tetherd actions refuse ${id}`] : [`tetherd actions show ${id}`]),
    ...(!policy.startsWith(ofTetherdItself) && typeable.test(policy) && typeable.test(subject.id) ? [`tetherd explain ${policy} ${subject.id}`] : []),
  ];
}

function linksOf({ annotations, generatorURL }: Alert): readonly Link[] {
  return [{ text: "Runbook", url: annotations["runbook_url"] ?? "" }, { text: "Policy", url: generatorURL }].flatMap(({ text, url }) => {
    const address = safeAddress(url);
    return address === undefined ? [] : [{ text, url: address }];
  });
}

const maxAddress = 2_000;

/** http and https alone, spelled as the URL parser spells it, without quotes, brackets or a name and password in it. */
function safeAddress(text: string): string | undefined {
  if (text.length > maxAddress || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") return undefined;
  const spelled = url.href.replace(/["'()<>[\]|*`\\^{}@!]|%(?![0-9A-Fa-f]{2})/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return spelled.length > maxAddress ? undefined : spelled;
}

/** Whole units people read at a glance. */
export function ageText(seconds: number): string {
  return seconds < 1 ? "less than 1s" : formatDuration(roughly(seconds) * 1_000);
}

function roughly(seconds: number): number {
  const step = seconds >= 86_400 ? 3_600 : seconds >= 3_600 ? 60 : 1;
  return Math.round(seconds / step) * step;
}
