/**
 * From an alert, as it lies on the stream, to what people are told of it: what, where, since when, why, how old the data is, what comes next and what to type.
 * It believes nothing about the texts it is given and decides nothing.
 */
import type { Alert } from "../alerts/alert.js";
import type { Severity } from "../policies/decision.js";
import { formatDuration } from "../shared/duration.js";
import { actionCommands, actionSentences, proposedAction, typeable, type ActionNews } from "./action-news.js";
import { cleanMap, cleanText } from "./clean-text.js";
import { figuresIn, placesIn } from "./figures.js";
import { groupTree } from "./group-tree.js";
import type { AlertNews, Labelled, Link } from "./notification.js";
import { receiverOf } from "./threads/receiver-alert.js";

const maxSummary = 1_000;
const maxSentence = 2_000;
/** Alerts of tetherd's own come from no policy file, so there is nothing to explain. */
const ofTetherdItself = "tetherd-";

/** `action` concerns the same fingerprint; `told` is the severity that the receiver was told before. One that is not `shown` by itself is handed on without places, reasons, figures and picture. */
export function alertNews(alert: Alert, news?: ActionNews, told?: Severity, shown = true): AlertNews {
  // What is over is told once more and never again: nobody would take the question back.
  const action = alert.status === "resolved" && news?.state === "offered" ? undefined : news;
  const proposal = proposedAction(action);
  const tree = shown && alert.status === "firing" ? groupTree(alert) : undefined;
  const { status, fingerprint, severity, startsAt, endsAt, validUntil, labels, annotations } = alert;
  return {
    fingerprint, status, severity, ...(told === undefined ? {} : { told }), startsAt, ...(endsAt === undefined ? {} : { endsAt }), ...(validUntil === undefined ? {} : { validUntil }),
    summary: [annotations["summary"] ?? "", `${alert.policy}: ${alert.subject.kind} ${alert.subject.name}`].map((text) => cleanText(text, maxSummary)).find((text) => text !== "") ?? "",
    where: shown ? whereOf(alert) : [], why: shown ? whyOf(alert) : [], figures: shown ? figuresIn(alert) : [], ...(tree === undefined ? {} : { tree }), dataAge: ageText(alert.dataAge),
    next: nextOf(alert, action), commands: commandsOf(alert, action), ...(proposal === undefined ? {} : { proposal }), ...(action?.decision === undefined ? {} : { decided: true as const }), links: linksOf(alert),
    labels: cleanMap(labels, 64, 1_000), annotations: cleanMap(annotations, 64, maxSentence),
  };
}

const kindWords: Readonly<Record<Alert["subject"]["kind"], string>> = { vm: "VM", group: "Clone group", cluster: "Cluster", host: "Host", datastore: "Datastore", vcenter: "vCenter" };

/** For what is called by invisible characters alone. */
const nameless = "without a name";

function whereOf(alert: Alert): readonly Labelled[] {
  const { subject, object, labels } = alert;
  const receiver = receiverOf(alert);
  if (receiver !== undefined) return [{ label: "Receiver", text: cleanText(receiver, 100) }];
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
  return action === undefined ? waits : [...actionSentences(action), ...waits];
}

function commandsOf(alert: Alert, action: ActionNews | undefined): readonly string[] {
  const { policy, subject } = alert;
  return [
    ...(receiverOf(alert) === undefined ? [] : ["tetherd relay status"]),
    ...(action === undefined ? [] : actionCommands(action)),
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
