/**
 * Draws a clone group as a tree: shared files from the base up, and on each the VMs that stand on it. Text only; colours are the
 * caller's choice of palette.
 */
import { foreseeUnlinkAll } from "../inventory/foresight/unlink-group.js";
import { memberOf } from "../inventory/group-members.js";
import { groupHaRisk } from "../inventory/ha-risk.js";
import { hostLimitOf } from "../inventory/host-limit.js";
import type { CloneGroup, Disk, FileKey, InventoryView, Vm } from "../inventory/model.js";
import { groupPlacement } from "../inventory/placement.js";
import type { Ref, SnapshotNode } from "../inventory/updates.js";
import { sizeText } from "../shared/size-text.js";

export interface Palette {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

interface Standing {
  readonly vm: Vm;
  readonly disk: Disk;
  /** Levels above the shared file it stands on. */
  readonly own: number;
}

interface SharedFile {
  readonly fileName: string;
  readonly bytes: number | undefined;
  /** "gold@base": snapshots that freeze it, with their VM. */
  readonly snapshots: Set<string>;
  parent: FileKey | undefined;
  readonly standing: Standing[];
}

/** Lines of one group; `hostLimit` is the operator's override. */
export function drawGroup(inventory: InventoryView, group: CloneGroup, hostLimit: number | undefined, palette: Palette): readonly string[] {
  const files = sharedFiles(inventory, group);
  const roots = [...files.keys()].filter((key) => !files.has(files.get(key)?.parent ?? ""));
  const rows = roots.sort().flatMap((key, index) => drawFile(key, files, inventory, "", index === roots.length - 1));
  const width = Math.max(0, ...rows.filter((row) => row.note !== undefined).map((row) => row.text.length));
  const notes = rows.flatMap((row) => row.note ?? []);
  const widths: Widths = { host: widest(notes.map(({ host }) => host)), role: widest(notes.map(({ role }) => role)), bytes: widest(notes.map(({ bytes }) => bytes)) };
  return [
    headline(inventory, group, hostLimit, palette),
    ...rows.map((row) => (row.note === undefined ? palette.faint(row.text) : `${row.text.padEnd(width)}  ${note(row.note, widths, palette)}`)),
    ...unlinkingWords(inventory, group).map((words) => palette.faint(words)),
  ];
}

/** What it takes to make every member stand alone. */
function unlinkingWords(inventory: InventoryView, group: CloneGroup): readonly string[] {
  const { space, missing } = foreseeUnlinkAll(inventory, group);
  const costs = space.map(({ datastore, copiedBytes, freeAfterBytes }) => `${sizeText(copiedBytes)} on ${inventory.datastores.get(datastore)?.name ?? datastore}, ${freeAfterBytes !== undefined && freeAfterBytes < 0 ? `${sizeText(-freeAfterBytes)} more than there is` : `${sizeText(freeAfterBytes)} free after`}`);
  if (costs.length === 0 && missing.length === 0) return [];
  return [`to unlink all: ${costs.length === 0 ? "not known" : costs.join("; ")}${missing.length === 0 ? "" : ` (missing ${missing.slice(0, 2).join(", ")}${missing.length > 2 ? ` and ${missing.length - 2} more` : ""})`}`];
}

function headline(inventory: InventoryView, group: CloneGroup, override: number | undefined, palette: Palette): string {
  const limit = hostLimitOf(inventory, group, override);
  const span = groupPlacement(inventory, group).hosts.length;
  const { risk } = groupHaRisk(inventory, group, limit);
  const paint = limit.verdict !== "applies" || limit.hosts === undefined ? palette.faint : span > limit.hosts ? palette.bad : span >= limit.hosts - 1 ? palette.warn : palette.good;
  const limitText = limit.verdict === "applies" ? `of ${limit.hosts ?? "?"} permitted` : limit.verdict === "lifted" ? `host limit lifted (${limit.reason})` : `host limit unknown (${limit.reason})`;
  const riskText = risk === undefined ? "HA risk unknown" : risk.guaranteed ? "HA restart guaranteed" : `HA risk up to ${(risk.worst * 100).toFixed(1)} %`;
  return `${palette.strong(group.name)}  ${group.members.length} VMs on ${paint(`${span} ${span === 1 ? "host" : "hosts"} ${limitText}`)}, ${risk !== undefined && !risk.guaranteed ? palette.bad(riskText) : riskText}  ${palette.faint(group.id)}`;
}

function sharedFiles(inventory: InventoryView, group: CloneGroup): ReadonlyMap<FileKey, SharedFile> {
  const shared = new Set(group.sharedFiles);
  const files = new Map<FileKey, SharedFile>();
  for (const ref of group.members) {
    const vm = inventory.vms.get(ref);
    if (vm === undefined) continue;
    const names = snapshotNames(vm.snapshot?.roots ?? []);
    for (const disk of inventory.disksOf(ref) ?? []) {
      const chain = disk.levels.map((level, index) => ({ level, index })).filter(({ level }) => shared.has(level.file));
      chain.forEach(({ level, index }, position) => {
        const file = files.get(level.file) ?? { fileName: level.fileName, bytes: level.bytes, snapshots: new Set(), parent: undefined, standing: [] };
        for (const pin of level.pinnedBy) file.snapshots.add(`${nameOf(vm)}@${names.get(pin) ?? pin}`);
        file.parent ??= chain[position + 1]?.level.file;
        if (position === 0) file.standing.push({ vm, disk, own: index });
        files.set(level.file, file);
      });
    }
  }
  return files;
}

interface Row {
  readonly text: string;
  readonly note?: { readonly host: string; readonly power: string; readonly role: string; readonly depth: number; readonly bytes: string; readonly words: readonly string[] };
}

type Widths = Readonly<Record<"host" | "role" | "bytes", number>>;

function drawFile(key: FileKey, files: ReadonlyMap<FileKey, SharedFile>, inventory: InventoryView, indent: string, last: boolean): readonly Row[] {
  const file = files.get(key);
  if (file === undefined) return [];
  const below = indent + (last ? "   " : "│  ");
  const children = [...files.keys()].filter((child) => files.get(child)?.parent === key).sort();
  const standing = [...file.standing].sort((a, b) => nameOf(a.vm).localeCompare(nameOf(b.vm), "en", { numeric: true }));
  const vms: Row[] = standing.map((one, index) => ({
    text: `${below}${index === standing.length - 1 && children.length === 0 ? "└─" : "├─"} ${nameOf(one.vm)}`,
    note: { host: hostName(inventory, one.vm.host), power: powerOf(one.vm), role: memberOf(inventory, one.vm.ref).role ?? "role unknown", depth: one.disk.depth, bytes: sizeText(one.disk.bytesOwn), words: wordsOf(one) },
  }));
  return [
    { text: `${indent}${last ? "└─" : "├─"} ${file.fileName}  (shared by ${inventory.usersOf(key).size}${file.bytes === undefined ? "" : `, ${sizeText(file.bytes)}`}${file.snapshots.size === 0 ? "" : `; ${pinWords([...file.snapshots])}`})` },
    ...vms,
    ...children.flatMap((child, index) => drawFile(child, files, inventory, below, index === children.length - 1)),
  ];
}

function wordsOf({ vm, disk, own }: Standing): readonly string[] {
  const snapshots = vm.snapshot === undefined ? "snapshots unknown" : countOf(vm.snapshot.roots) === 0 ? undefined : plural(countOf(vm.snapshot.roots), "snapshot");
  const unneeded = disk.unneededLevels === undefined ? "levels not all known" : disk.unneededLevels === 0 ? undefined : plural(disk.unneededLevels, "unneeded level");
  const label = disk.label ?? `disk ${disk.key}`;
  return [own === 0 ? `${label}: writes to the shared file` : `${label}: ${plural(own, "own level")}`, snapshots, unneeded, vm.consolidationNeeded === true ? "consolidation needed" : undefined].filter((word) => word !== undefined);
}

function pinWords(snapshots: readonly string[]): string {
  return `kept by ${snapshots.slice(0, 2).join(", ")}${snapshots.length > 2 ? ` and ${snapshots.length - 2} more snapshots` : ""}`;
}

function note({ host, power, role, depth, bytes, words }: NonNullable<Row["note"]>, widths: Widths, palette: Palette): string {
  return `${host.padEnd(widths.host)}  ${power === "on" ? palette.good(power.padEnd(8)) : palette.faint(power.padEnd(8))}  ${role.padEnd(widths.role)}  ${plural(depth, "level").padEnd(9)}  ${bytes.padStart(widths.bytes)} own  ${words.map((word) => (/unneeded|needed|writes|unknown|not all/.test(word) ? palette.warn(word) : word)).join(", ")}`;
}

function powerOf(vm: Vm): string {
  if (vm.template === true) return "template";
  return vm.powerState === undefined ? "unknown" : { poweredOn: "on", poweredOff: "off", suspended: "paused" }[vm.powerState];
}

function countOf(nodes: readonly { readonly children: readonly unknown[] }[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countOf(node.children as readonly { readonly children: readonly unknown[] }[]), 0);
}

function snapshotNames(nodes: readonly SnapshotNode[], names = new Map<Ref, string>()): ReadonlyMap<Ref, string> {
  for (const { ref, name, children } of nodes) snapshotNames(children, names.set(ref, name));
  return names;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
const nameOf = (vm: Vm): string => vm.name ?? vm.ref;
const hostName = (inventory: InventoryView, host: Ref | undefined): string => (host === undefined ? "host unknown" : inventory.hosts.get(host)?.name ?? host);
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
