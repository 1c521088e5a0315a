/** Draws a rehearsal: what each step does, then spans, verdicts, risks, space, orphans and policies before and after, side by side. Text only. */
import type { InventoryView } from "../inventory/model.js";
import type { DatastoreSpace } from "../inventory/foresight/space-ledger.js";
import type { Rehearsal, RehearsedStep } from "../inventory/what-if.js";
import type { Hypothesis } from "../inventory/what-if/hypothesis.js";
import type { GroupAssessment } from "../inventory/what-if/assess.js";
import type { Ref, SnapshotNode } from "../inventory/updates.js";
import type { JudgedChange } from "../policies/judged-changes.js";
import type { Palette } from "./palette.js";
import { sizeText } from "../shared/size-text.js";

const namesShown = 4;

export function drawRehearsal(before: InventoryView, rehearsal: Rehearsal, judged: readonly JudgedChange[], palette: Palette): readonly string[] {
  return [
    ...rehearsal.steps.flatMap((step) => drawStep(before, step, palette)), "",
    ...table("clone group", groupRows(rehearsal), palette), "",
    ...table("free space", spaceRows(before, rehearsal), palette),
    ...section("orphaned files", orphanRows(rehearsal), palette),
    ...section("policies (as they stand; how long a condition must hold is not rehearsed)", judged.map((one) => `${one.policy}: ${one.name} ${palette.warn(`${one.before} → ${one.after}`)}`), palette),
  ];
}

function drawStep(view: InventoryView, { hypothesis, refused, foresight, displaced }: RehearsedStep, palette: Palette): readonly string[] {
  const title = titleOf(view, hypothesis);
  if (refused !== undefined) return [palette.bad(`${title}: ${refused}`)];
  const words = foresight === undefined ? [] : [
    ...count(foresight.folded.length, "level folds away", "levels fold away"), ...count(foresight.copied.length, "file is copied", "files are copied"),
    ...count(foresight.deleted.length, "file is deleted", "files are deleted"), ...count(foresight.orphans.length, "file is orphaned", "files are orphaned"),
    ...foresight.space.flatMap((space) => spaceWords(view, space)),
    ...(foresight.exposed.length === 0 ? [] : [palette.bad(`one VM alone is left with ${listed(foresight.exposed)}: vCenter would delete it with that VM`)]),
    ...(foresight.dependants.length === 0 ? [] : [`${listed(foresight.dependants.map((ref) => view.vms.get(ref)?.name ?? ref))} ${foresight.dependants.length === 1 ? "stands" : "stand"} on its files`]),
    ...(foresight.missing.length === 0 ? [] : [palette.warn(`not all known: ${listed(foresight.missing)}`)]),
  ];
  const moved = displaced.length === 0 ? [] : [`${listed(displaced.map((ref) => view.vms.get(ref)?.name ?? ref))} must start or go elsewhere`];
  return [`${palette.strong(title)}${[...words, ...moved].map((word) => `\n   ${word}`).join("")}`];
}

/** The change in the words of the command line. */
function titleOf(view: InventoryView, hypothesis: Hypothesis): string {
  const named = (objects: ReadonlyMap<Ref, { readonly name: string | undefined }>, ref: Ref): string => objects.get(ref)?.name ?? ref;
  const vm = "vm" in hypothesis ? named(view.vms, hypothesis.vm) : "";
  switch (hypothesis.kind) {
    case "lose-host": case "maintenance": return `${hypothesis.kind} ${named(view.hosts, hypothesis.host)}`;
    case "add-hosts": return `add-hosts ${named(view.computes, hypothesis.cluster)}=${hypothesis.count}`;
    case "migrate": return `migrate ${vm}=${named(view.hosts, hypothesis.host)}`;
    case "relocate": return `relocate ${vm}=${named(view.datastores, hypothesis.datastore)}`;
    case "remove-snapshot": return `remove-snapshot ${vm}/${snapshotName(view.vms.get(hypothesis.vm)?.snapshot?.roots ?? [], hypothesis.snapshot) ?? hypothesis.snapshot}`;
    case "promote": return `${hypothesis.unlink ? "unlink" : "promote"} ${vm}`;
    case "delete": case "unregister": return `${hypothesis.kind} ${vm}`;
  }
}

function snapshotName(nodes: readonly SnapshotNode[], ref: Ref): string | undefined {
  for (const node of nodes) {
    const name = node.ref === ref ? node.name : snapshotName(node.children, ref);
    if (name !== undefined) return name;
  }
  return undefined;
}

function spaceWords(view: InventoryView, { datastore, copiedBytes, freedBytes, freedAtMostBytes }: DatastoreSpace): readonly string[] {
  const name = view.datastores.get(datastore)?.name ?? datastore;
  const most = sizeText(freedAtMostBytes);
  const freed = freedBytes === freedAtMostBytes ? most : freedBytes === 0 ? `up to ${most}` : `${sizeText(freedBytes)} (at most ${most})`;
  return [...(copiedBytes === 0 ? [] : [`copies ${sizeText(copiedBytes)} to ${name}`]), ...(freedAtMostBytes === 0 ? [] : [`frees ${freed} on ${name}`])];
}

type Row = readonly [what: string, before: string, after: string];

function groupRows({ before, after }: Rehearsal): readonly Row[] {
  const now = new Map(after.groups.map((group) => [group.id, group]));
  const gone = new Set(before.groups.map(({ id }) => id));
  return [
    ...before.groups.flatMap((group): Row[] => {
      const later = now.get(group.id);
      return later === undefined ? [[group.name, `${group.members.length} VMs`, "no group any more"]] : [[group.name, words(group), words(later)]];
    }),
    ...after.groups.filter(({ id }) => !gone.has(id)).map((group): Row => [group.name, "no group", words(group)]),
  ];
}

function words({ members, hosts, limit, risk }: GroupAssessment): string {
  const limited = limit.verdict === "applies" ? `of ${limit.hosts ?? "?"}` : limit.verdict === "lifted" ? "(limit lifted)" : "(limit unknown)";
  const risky = risk === undefined ? "risk unknown" : risk.guaranteed ? "restart guaranteed" : `risk ${(risk.worst * 100).toFixed(1)} %`;
  return `${members.length} VMs, ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"} ${limited}, ${risky}`;
}

function spaceRows(view: InventoryView, { before, after }: Rehearsal): readonly Row[] {
  const now = new Map(after.freeBytes);
  return before.freeBytes.map(([ref, bytes]): Row => [view.datastores.get(ref)?.name ?? ref, sizeText(bytes), `${sizeText(now.get(ref))}${differenceText(bytes, now.get(ref))}`]);
}

/** A few GiB do not show in a figure of TiB. */
function differenceText(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || before === after) return "";
  return after < before ? `, ${sizeText(before - after)} less` : `, ${sizeText(after - before)} more`;
}

function orphanRows({ before, after }: Rehearsal): readonly string[] {
  const known = new Set(before.orphans);
  return after.orphans.map((file) => (known.has(file) ? `${file} (already now)` : file));
}

function table(title: string, rows: readonly Row[], palette: Palette): readonly string[] {
  if (rows.length === 0) return [palette.faint(`no ${title}s`)];
  const all: readonly Row[] = [[title, "before", "after"], ...rows];
  const width = (column: 0 | 1): number => Math.max(...all.map((row) => row[column].length));
  return all.map(([what, was, is], index) => {
    const line = `${what.padEnd(width(0))}   ${was.padEnd(width(1))}   `;
    return index === 0 ? palette.faint(`${line}${is}`) : `${line}${was === is ? palette.faint("the same") : palette.warn(is)}`;
  });
}

function section(title: string, lines: readonly string[], palette: Palette): readonly string[] {
  return lines.length === 0 ? [] : ["", palette.faint(title), ...lines.map((line) => `   ${line}`)];
}

function count(amount: number, one: string, many: string): readonly string[] {
  return amount === 0 ? [] : [`${amount} ${amount === 1 ? one : many}`];
}

function listed(names: readonly string[]): string {
  return names.length <= namesShown ? names.join(", ") : `${names.slice(0, namesShown).join(", ")} and ${names.length - namesShown} more`;
}
