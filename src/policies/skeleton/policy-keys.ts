/**
 * The skeleton of a policy document: every key with its type, bounds, default and documentation, in one table. The loader, the
 * published JSON Schema and the reference page are made from it.
 */
import type { ActionCatalogue } from "../action-spec.js";
import { severities, subjectKinds } from "../decision.js";
import { actionTexts } from "./actions.js";
import { expression } from "./expression-text.js";
import { globs } from "./globs.js";
import { keys, named, type ReadKeys } from "./keys.js";
import { choice, duration, listOf, oneOrMore, percent, plainText, wholeNumber } from "./plain-values.js";
import { wakeWord } from "./wake-words.js";
import type { ValueSpec } from "./value-spec.js";
import { timeWindow } from "./window.js";

export const modes = ["off", "shadow", "propose", "enforce"] as const;
export type Mode = (typeof modes)[number];

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Labels that tetherd sets itself. */
export const reservedLabels: readonly string[] = ["alertname", "severity", "policy", "vcenter", "subject", "subject_kind", "name", "storm"];
const reservedAnnotations: readonly string[] = ["summary", "description", "runbook_url"];
const labelName = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";

export const whereKeys = {
  name: { doc: "Name of the object.", value: globs, example: '["desk-*"]' },
  folder: { doc: "Inventory path of the VM's folder, e.g. \"/DC0/vm/prod\"; a pattern that ends in \"/*\" includes the folder itself.", value: globs, example: '["/DC0/vm/prod/*"]' },
  host: { doc: "Name of the host.", value: globs, example: '["esx0?"]' },
  cluster: { doc: "Name of the cluster.", value: globs, example: '["prod-*", { list: prodClusters }]' },
  datastore: { doc: "Name of a datastore it uses.", value: globs, example: '["vsan-*"]' },
  notName: { doc: "As name, but to leave out.", value: globs, example: '["golden-*"]' },
  notFolder: { doc: "As folder, but to leave out.", value: globs, example: '["*/legacy/*"]' },
  notHost: { doc: "As host, but to leave out.", value: globs, example: '["esx99"]' },
  notCluster: { doc: "As cluster, but to leave out.", value: globs, example: '["lab-*"]' },
  notDatastore: { doc: "As datastore, but to leave out.", value: globs, example: '["scratch-*"]' },
} as const;

const raiseKeys = {
  to: { doc: "The severity to raise the alert to.", value: choice(severities), required: true, example: "critical" },
  when: { doc: "CEL yielding bool: when to.", value: expression("bool"), required: true, example: "group.risk.worst > 0.01" },
} as const;

const stormKeys = {
  above: { doc: "More subjects than this must begin to fire in one place.", value: wholeNumber(1, 100_000), default: "10", example: "25" },
  within: { doc: "Within this time.", value: duration(1_000, dayMs), default: "1m", example: "5m" },
} as const;

export const alertKeys = {
  severity: { doc: "How bad it is.", value: choice(severities), required: true, example: "warning" },
  raise: { doc: "Worse severities and when they hold; the worst that holds counts.", value: listOf(keys(raiseKeys, "One worse severity."), 8), example: '[{ to: critical, when: "group.risk.worst > 0.01" }]' },
  summary: { doc: "CEL yielding text: one line for people.", value: expression("string"), default: "the policy and the object's name", example: `'vm.name + " needs consolidation"'` },
  description: { doc: "CEL yielding text: what it means and what to do.", value: expression("string"), default: "the policy's description", example: `'"It stands on " + string(vm.depth) + " levels."'` },
  labels: { doc: "Fixed labels for routing, as plain texts.", value: named(plainText({ max: 256, allowed: "a text of at most 256 characters" }), labelName, 32, "Fixed labels.", refuse(reservedLabels)), example: "{ team: storage }" },
  annotations: { doc: "Further texts, each CEL yielding text.", value: named(expression("string"), labelName, 32, "Further texts.", refuse(reservedAnnotations)), example: "{ host: vm.host }" },
  keepFiringFor: { doc: "How long the alert stays after its condition has ended.", value: duration(0, 7 * dayMs), default: "0s, for an event 15m", example: "5m" },
  repeat: { doc: "A firing alert is told again after so long, so that consumers who came late or forget keep it; its `validUntil` is three times that.", value: duration(minuteMs, 7 * dayMs), default: "4h", example: "4h" },
  storm: { doc: "When one storm alert is told for a clone group or cluster, beside its members' own.", value: keys(stormKeys, "When many alerts at once are a storm."), default: "above 10 within 1m", example: "{ above: 10, within: 1m }" },
  runbook: { doc: "Address of a page that tells what to do, as plain text.", value: plainText({ max: 2_048, pattern: "^https?://\\S+$", allowed: "an address such as https://wiki.example.org/runbook" }), example: "https://wiki.example.org/linked-clones" },
} as const;

export const limitKeys = {
  perDatastore: { doc: "Actions at the same time on one datastore.", value: wholeNumber(1, 1_000), example: "2" },
  perHost: { doc: "Actions at the same time on one host.", value: wholeNumber(1, 1_000), example: "2" },
  perVcenter: { doc: "Actions at the same time on one vCenter.", value: wholeNumber(1, 1_000), example: "4" },
  perHour: { doc: "Actions begun within an hour.", value: wholeNumber(1, 10_000), example: "20" },
  keepFree: { doc: "Free space that must stay on the datastore, in percent of its capacity.", value: percent, example: "15%" },
  window: { doc: "Hours in which actions may begin, with days and time zone.", value: oneOrMore(timeWindow, 14), example: '"22:00-05:00 Europe/Berlin"' },
} as const;

export const verifyKeys = {
  within: { doc: "How long after the action it must hold.", value: duration(minuteMs, 7 * dayMs), required: true, example: "45m" },
  that: { doc: "CEL yielding bool: what must hold then.", value: expression("bool"), required: true, example: "vm.disks.all(d, d.unneededLevels == 0)" },
} as const;

export function policyKeys(catalogue: ActionCatalogue) {
  return {
    policy: { doc: "Name of the policy: lower-case letters, digits and dashes; unique over all files.", required: true, value: plainText({ max: 63, pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", allowed: "lower-case letters, digits and dashes, at most 63" }), example: "clone-group-ha-span" },
    description: { doc: "What the policy is for, as plain text.", value: plainText({ max: 2_000, allowed: "a text of at most 2000 characters" }), example: "Warns before a clone group spans too many hosts." },
    mode: { doc: "off: not looked at. shadow: only records what it would do. propose: alerts are published, actions wait for approval. enforce: alerts are published, actions requested.", value: choice(modes), required: true, example: "shadow" },
    each: { doc: "What the policy looks at, one by one.", value: choice(subjectKinds), required: true, example: "group" },
    on: { doc: "Facts that wake the policy; it then begins only after one of them, which counts for 15 minutes while the condition does not hold yet. Or events of vCenter, as { event: NAME }: the alert then stands for the event, for as long as keepFiringFor says.", value: oneOrMore(wakeWord, 32), default: "whenever an input changes", example: "[vm.snapshot-removed]" },
    where: { doc: "Which objects it is for, by globs.", value: keys(whereKeys, "Which objects the policy is for, by globs.", { atLeastOne: true }), example: '{ cluster: ["prod-*"] }' },
    when: { doc: "CEL yielding bool: the condition.", value: expression("bool"), required: true, example: "group.hostSpan > 7" },
    for: { doc: "How long the condition must hold before anything happens.", value: duration(0, 30 * dayMs), default: "0s", example: "10m" },
    alert: { doc: "The alert to raise.", value: keys(alertKeys, "The alert to raise."), example: "{ severity: warning }" },
    do: { doc: "The action to ask for.", value: actionTexts(catalogue), example: "{ promote: { unlink: false } }" },
    limits: { doc: "Bounds for the action; required for mode enforce with do.", value: keys(limitKeys, "Bounds for the action.", { atLeastOne: true }), example: "{ perHour: 20 }" },
    verify: { doc: "What must be seen after the action.", value: keys(verifyKeys, "What must be seen after the action."), example: '{ within: 45m, that: "vm.depth == 1" }' },
  } as const;
}

/** One spec per catalogue: making it costs more than reading a policy. */
const specs = new WeakMap<ActionCatalogue, ValueSpec<PolicyText>>();

export function policySpec(catalogue: ActionCatalogue): ValueSpec<PolicyText> {
  const known = specs.get(catalogue);
  if (known !== undefined) return known;
  const made = keys(policyKeys(catalogue), "One policy.");
  specs.set(catalogue, made);
  return made;
}

export type PolicyText = ReadKeys<ReturnType<typeof policyKeys>>;

function refuse(names: readonly string[]): (name: string) => string | undefined {
  return (name) => (names.includes(name) ? `tetherd sets ${names.join(", ")} itself` : undefined);
}
