/**
 * Draws a clone group as a tree: shared files from the base up, and on each the VMs that stand on it. Text only; colours are the
 * caller's choice of palette.
 */
import { groupHaRisk } from "../inventory/ha-risk.js";
import { hostLimitOf } from "../inventory/host-limit.js";
import type { CloneGroup, Disk, FileKey, InventoryView, Vm } from "../inventory/model.js";
import { groupPlacement } from "../inventory/placement.js";
import type { Ref } from "../inventory/updates.js";

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
  parent: FileKey | undefined;
  readonly standing: Standing[];
}

/** Lines of one group; `hostLimit` is the operator's override. */
export function drawGroup(inventory: InventoryView, group: CloneGroup, hostLimit: number | undefined, palette: Palette): readonly string[] {
  const files = sharedFiles(inventory, group);
  const roots = [...files.keys()].filter((key) => !files.has(files.get(key)?.parent ?? ""));
  const rows = roots.sort().flatMap((key, index) => drawFile(key, files, inventory, "", index === roots.length - 1));
  const width = Math.max(0, ...rows.filter((row) => row.note !== undefined).map((row) => row.text.length));
  return [
    headline(inventory, group, hostLimit, palette),
    ...rows.map((row) => (row.note === undefined ? palette.faint(row.text) : `${row.text.padEnd(width)}  ${note(row.note, palette)}`)),
  ];
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
    for (const disk of inventory.disksOf(ref) ?? []) {
      const chain = disk.levels.map((level, index) => ({ level, index })).filter(({ level }) => shared.has(level.file));
      chain.forEach(({ level, index }, position) => {
        const file = files.get(level.file) ?? { fileName: level.fileName, parent: undefined, standing: [] };
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
  readonly note?: { readonly host: string; readonly power: string; readonly words: readonly string[] };
}

function drawFile(key: FileKey, files: ReadonlyMap<FileKey, SharedFile>, inventory: InventoryView, indent: string, last: boolean): readonly Row[] {
  const file = files.get(key);
  if (file === undefined) return [];
  const below = indent + (last ? "   " : "│  ");
  const children = [...files.keys()].filter((child) => files.get(child)?.parent === key).sort();
  const standing = [...file.standing].sort((a, b) => nameOf(a.vm).localeCompare(nameOf(b.vm), "en", { numeric: true }));
  const vms: Row[] = standing.map((one, index) => ({
    text: `${below}${index === standing.length - 1 && children.length === 0 ? "└─" : "├─"} ${nameOf(one.vm)}`,
    note: { host: hostName(inventory, one.vm.host), power: powerOf(one.vm), words: wordsOf(one) },
  }));
  return [
    { text: `${indent}${last ? "└─" : "├─"} ${file.fileName}  (shared by ${inventory.usersOf(key).size})` },
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

function note({ host, power, words }: NonNullable<Row["note"]>, palette: Palette): string {
  return `${host}  ${power === "on" ? palette.good(power.padEnd(8)) : palette.faint(power.padEnd(8))} ${words.map((word) => (/unneeded|needed|writes|unknown|not all/.test(word) ? palette.warn(word) : word)).join(", ")}`;
}

function powerOf(vm: Vm): string {
  if (vm.template === true) return "template";
  return vm.powerState === undefined ? "unknown" : { poweredOn: "on", poweredOff: "off", suspended: "paused" }[vm.powerState];
}

function countOf(nodes: readonly { readonly children: readonly unknown[] }[]): number {
  return nodes.reduce((sum, node) => sum + 1 + countOf(node.children as readonly { readonly children: readonly unknown[] }[]), 0);
}

const nameOf = (vm: Vm): string => vm.name ?? vm.ref;
const hostName = (inventory: InventoryView, host: Ref | undefined): string => (host === undefined ? "host unknown" : inventory.hosts.get(host)?.name ?? host);
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
