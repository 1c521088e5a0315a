/**
 * The skeleton of a policy document: every key with its type, bounds, default and documentation, in one table. The loader, the
 * published JSON Schema and the reference page are made from it.
 */
import type { ActionCatalogue } from "../action-spec.js";
import { maxGlobLength } from "../conditions/glob.js";
import { severities, subjectKinds } from "../decision.js";
import { actionTexts } from "./actions.js";
import { expression } from "./expression-text.js";
import { keys, named, type ReadKeys } from "./keys.js";
import { choice, duration, listOf, oneOrMore, percent, plainText, wholeNumber } from "./plain-values.js";
import { wakeWord } from "./wake-words.js";
import { timeWindow } from "./window.js";

export const modes = ["off", "shadow", "propose", "enforce"] as const;
export type Mode = (typeof modes)[number];

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Labels that tetherd sets itself. */
export const reservedLabels: readonly string[] = ["alertname", "severity", "policy", "vcenter", "subject", "subject_kind", "name", "storm"];
const reservedAnnotations: readonly string[] = ["summary", "description", "runbook_url"];
const labelName = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";

const globs = oneOrMore(plainText({ max: maxGlobLength, allowed: `a glob of at most ${maxGlobLength} characters, such as "prod-*"` }), 100);

export const whereKeys = {
  name: { doc: "Name of the object.", value: globs },
  folder: { doc: "Inventory path of the VM's folder, e.g. \"/DC0/vm/prod\"; a pattern that ends in \"/*\" includes the folder itself.", value: globs },
  host: { doc: "Name of the host.", value: globs },
  cluster: { doc: "Name of the cluster.", value: globs },
  datastore: { doc: "Name of a datastore it uses.", value: globs },
  notName: { doc: "As name, but to leave out.", value: globs },
  notFolder: { doc: "As folder, but to leave out.", value: globs },
  notHost: { doc: "As host, but to leave out.", value: globs },
  notCluster: { doc: "As cluster, but to leave out.", value: globs },
  notDatastore: { doc: "As datastore, but to leave out.", value: globs },
} as const;

const raiseKeys = {
  to: { doc: "The severity to raise the alert to.", value: choice(severities), required: true },
  when: { doc: "CEL yielding bool: when to.", value: expression("bool"), required: true },
} as const;

const stormKeys = {
  above: { doc: "More subjects than this must begin to fire in one place.", value: wholeNumber(1, 100_000), default: "10" },
  within: { doc: "Within this time.", value: duration(1_000, dayMs), default: "1m" },
} as const;

export const alertKeys = {
  severity: { doc: "How bad it is.", value: choice(severities), required: true },
  raise: { doc: "Worse severities and when they hold; the worst that holds counts.", value: listOf(keys(raiseKeys, "One worse severity."), 8) },
  summary: { doc: "CEL yielding text: one line for people.", value: expression("string"), default: "the policy and the object's name" },
  description: { doc: "CEL yielding text: what it means and what to do.", value: expression("string"), default: "the policy's description" },
  labels: { doc: "Fixed labels for routing, as plain texts.", value: named(plainText({ max: 256, allowed: "a text of at most 256 characters" }), labelName, 32, "Fixed labels.", refuse(reservedLabels)) },
  annotations: { doc: "Further texts, each CEL yielding text.", value: named(expression("string"), labelName, 32, "Further texts.", refuse(reservedAnnotations)) },
  keepFiringFor: { doc: "How long the alert stays after its condition has ended.", value: duration(0, 7 * dayMs), default: "0s, for an event 15m" },
  repeat: { doc: "A firing alert is told again after so long, so that consumers who came late or forget keep it; its `validUntil` is three times that.", value: duration(minuteMs, 7 * dayMs), default: "4h" },
  storm: { doc: "When one storm alert is told for a clone group or cluster, beside its members' own.", value: keys(stormKeys, "When many alerts at once are a storm."), default: "above 10 within 1m" },
  runbook: { doc: "Address of a page that tells what to do, as plain text.", value: plainText({ max: 2_048, pattern: "^https?://\\S+$", allowed: "an address such as https://wiki.example.org/runbook" }) },
} as const;

export const limitKeys = {
  perDatastore: { doc: "Actions at the same time on one datastore.", value: wholeNumber(1, 1_000) },
  perHost: { doc: "Actions at the same time on one host.", value: wholeNumber(1, 1_000) },
  perVcenter: { doc: "Actions at the same time on one vCenter.", value: wholeNumber(1, 1_000) },
  perHour: { doc: "Actions begun within an hour.", value: wholeNumber(1, 10_000) },
  keepFree: { doc: "Free space that must stay on the datastore, in percent of its capacity.", value: percent },
  window: { doc: "Hours in which actions may begin, with days and time zone.", value: oneOrMore(timeWindow, 14) },
} as const;

export const verifyKeys = {
  within: { doc: "How long after the action it must hold.", value: duration(minuteMs, 7 * dayMs), required: true },
  that: { doc: "CEL yielding bool: what must hold then.", value: expression("bool"), required: true },
} as const;

export function policyKeys(catalogue: ActionCatalogue) {
  return {
    policy: { doc: "Name of the policy: lower-case letters, digits and dashes; unique over all files.", required: true, value: plainText({ max: 63, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", allowed: "lower-case letters, digits and dashes, at most 63" }) },
    description: { doc: "What the policy is for, as plain text.", value: plainText({ max: 2_000, allowed: "a text of at most 2000 characters" }) },
    mode: { doc: "off: not looked at. shadow: only records what it would do. propose: alerts are published, actions wait for approval. enforce: alerts are published, actions requested.", value: choice(modes), required: true },
    each: { doc: "What the policy looks at, one by one.", value: choice(subjectKinds), required: true },
    on: { doc: "Facts that wake the policy; it then begins only after one of them, which counts for 15 minutes while the condition does not hold yet. Or events of vCenter, as { event: NAME }: the alert then stands for the event, for as long as keepFiringFor says.", value: oneOrMore(wakeWord, 32), default: "whenever an input changes" },
    where: { doc: "Which objects it is for, by globs.", value: keys(whereKeys, "Which objects the policy is for, by globs.", { atLeastOne: true }) },
    when: { doc: "CEL yielding bool: the condition.", value: expression("bool"), required: true },
    for: { doc: "How long the condition must hold before anything happens.", value: duration(0, 30 * dayMs), default: "0s" },
    alert: { doc: "The alert to raise.", value: keys(alertKeys, "The alert to raise.") },
    do: { doc: "The action to ask for.", value: actionTexts(catalogue) },
    limits: { doc: "Bounds for the action; required for mode enforce with do.", value: keys(limitKeys, "Bounds for the action.", { atLeastOne: true }) },
    verify: { doc: "What must be seen after the action.", value: keys(verifyKeys, "What must be seen after the action.") },
  } as const;
}

export type PolicyText = ReadKeys<ReturnType<typeof policyKeys>>;

function refuse(names: readonly string[]): (name: string) => string | undefined {
  return (name) => (names.includes(name) ? `tetherd sets ${names.join(", ")} itself` : undefined);
}
