/**
 * Draws a clone group as a tree: shared files from the base up, and on each the VMs that stand on it. Text only; colours are the
 * caller's choice of palette.
 */
import { memberOf } from "../inventory/group-members.js";
import type { CloneGroup, Disk, FileKey, InventoryView, Vm } from "../inventory/model.js";
import { snapshotNames, snapshotsIn } from "../inventory/snapshots-in.js";
import type { Ref } from "../inventory/updates.js";
import { sizeText } from "../shared/size-text.js";
import type { Palette } from "./palette.js";
import { headline, limitWords, plural, unlinkingWords } from "./group-words.js";

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
    ...[...limitWords(inventory, group, hostLimit), ...unlinkingWords(inventory, group)].map((words) => palette.faint(words)),
  ];
}

function sharedFiles(inventory: InventoryView, group: CloneGroup): ReadonlyMap<FileKey, SharedFile> {
  const shared = new Set(group.sharedFiles);
  const files = new Map<FileKey, SharedFile>();
  for (const ref of group.members) {
    const vm = inventory.vms.get(ref);
    if (vm === undefined) continue;
    const names = snapshotNames(vm.snapshot);
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
  const snapshots = vm.snapshot === undefined ? "snapshots unknown" : snapshotsIn(vm.snapshot).length === 0 ? undefined : plural(snapshotsIn(vm.snapshot).length, "snapshot");
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

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
const nameOf = (vm: Vm): string => vm.name ?? vm.ref;
const hostName = (inventory: InventoryView, host: Ref | undefined): string => (host === undefined ? "host unknown" : inventory.hosts.get(host)?.name ?? host);
