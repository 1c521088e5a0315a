/**
 * The disks of one VM, level by level, each with the reason why it is there (model.ts; merge rule of vim-facts 10.2).
 * A level is called unneeded only when everything that could need it is known.
 */
import { chainOf, keyOfBacking, type DiskChain, type KeyOf } from "./disk-chain.js";
import { traitsOf } from "./disk-traits.js";
import type { FileIndex, FileUse } from "./file-index.js";
import type { FileOwners } from "./file-owners.js";
import type { FileWitnesses } from "./file-witnesses.js";
import { doubtfulKey, isDoubtful, parseDatastorePath } from "./file-key.js";
import { foldWaysOf } from "./fold-ways.js";
import { levelReason } from "./level-reason.js";
import { ownershipOf } from "./level-ownership.js";
import { frozenConfig } from "./missing-properties.js";
import type { Disk, FileKey, Level, SharedBytes } from "./model.js";
import { countOf, eachOf } from "./ref-set.js";
import { sumBytes } from "./sum-bytes.js";
import type { DiskDevice, Ref, SnapshotTree } from "./updates.js";
import { pinnedDevices, type SnapshotFiles } from "./vm-files.js";

export interface DiskEvidence {
  readonly vm: Ref;
  /** Last known devices. */
  readonly devices: readonly DiskDevice[];
  /** The devices are not readable now: their shape is the last known, their roles are unknown. */
  readonly stale: boolean;
  /** Undefined while the snapshot tree cannot be read. */
  readonly tree: SnapshotTree | undefined;
  readonly snapshots: readonly { readonly ref: Ref; readonly files: SnapshotFiles | undefined }[];
  readonly uses: readonly FileUse[];
  readonly files: FileIndex;
  readonly owners: FileOwners;
  readonly witnesses: FileWitnesses;
  /** A layout of this VM was read: a file that it does not list is newer than it, or not listed at all. */
  readonly layoutRead: boolean;
  /** vCenter asks for consolidation of the VM's disks. */
  readonly consolidationNeeded: boolean;
  readonly keyOf: KeyOf;
}

export function classifyDisks(evidence: DiskEvidence): readonly Disk[] {
  const view: Classifier = { evidence, pins: pinsOf(evidence), children: childCounts(evidence.uses), missing: missingOf(evidence) };
  return evidence.devices.map((device) => {
    const chain = chainOf(device, evidence.keyOf);
    const levels = chain.levels.map((_, index) => levelOf(view, chain, index));
    const unsure = chain.flaw !== undefined && levels.length === 0;
    const unknownLevels = levels.filter(({ role }) => role === "unknown").length;
    const unneededLevels = unsure || unknownLevels > 0 ? undefined : levels.filter(({ role }) => role === "unneeded").length;
    return {
      key: device.key, label: device.label, capacityBytes: device.capacityBytes, levels, depth: levels.length, unneededLevels, unknownLevels, flaw: chain.flaw,
      ...traitsOf(device), ...bytesOfDisk(levels, evidence.files, unsure),
    };
  });
}

/** While the role of a level is unknown, whether others have it may be too. */
function bytesOfDisk(levels: readonly Level[], files: FileIndex, unsure: boolean): SharedBytes {
  return sumBytes(levels.map(({ bytes, role, file }) => ({ bytes, shared: countOf(files.find(file)?.users) > 1 ? true : role === "unknown" ? undefined : false })), unsure);
}

interface Classifier {
  readonly evidence: DiskEvidence;
  readonly pins: ReadonlyMap<FileKey, readonly Ref[]>;
  readonly children: ReadonlyMap<FileKey, number>;
  /** The first thing missing to say that nobody pins a file. */
  readonly missing: string | undefined;
}

const nobody: readonly Ref[] = [];

function levelOf(view: Classifier, chain: DiskChain, index: number): Level {
  const { evidence, pins, children } = view;
  const level = chain.levels[index];
  if (level === undefined) throw new RangeError(`Cannot classify level ${index} as the chain has ${chain.levels.length}`);
  const { key, fileName } = level;
  const pinnedBy = pins.get(key) ?? nobody;
  const node = evidence.files.find(key);
  const users = node?.users;
  const shared = countOf(users) > 1;
  const doubt = evidence.witnesses.doubtAbout(key);
  const missing = view.missing ?? chain.flaw ?? doubtIn(evidence.files, key, fileName) ?? doubt;
  const branches = (children.get(key) ?? 0) > 1;
  const role = evidence.stale ? "unknown"
    : index === 0 ? "leaf"
    : pinnedBy.length > 0 ? "pinned"
    : shared && doubt === undefined ? "shared"
    : missing !== undefined ? "unknown"
    : branches ? "branch"
    : "unneeded";
  const found: Level = {
    file: key, fileName, role, pinnedBy,
    /** Read when asked for: with a base of many clones, a list kept at every level of every clone would be quadratic. */
    get sharedWith() {
      const now = evidence.files.find(key)?.users;
      return countOf(now) > 1 ? [...eachOf(now)].filter((user) => user !== evidence.vm).sort() : nobody;
    },
    get reason() { return levelReason(found, evidence.tree); },
    ...(role === "unknown" ? { missing: evidence.stale ? "config.hardware.device" : missing ?? "" } : {}),
    foldedBy: foldWaysOf(role, branches, evidence.consolidationNeeded),
    bytes: node?.size?.bytes,
    ...(node?.size === undefined ? { bytesMissing: evidence.layoutRead ? `layoutEx (it does not list ${fileName})` : "layoutEx" } : {}),
    ...ownershipOf(evidence.vm, node, evidence.owners),
  };
  return found;
}

/** A file whose datastore is not known for sure may be used by others under another name, and the other way round. */
function doubtIn(files: FileIndex, key: FileKey, fileName: string): string | undefined {
  const { datastoreName, path } = parseDatastorePath(fileName);
  const doubtful = isDoubtful(key) || files.find(doubtfulKey(datastoreName, path)) !== undefined;
  return doubtful ? `backing.datastore (which datastore is [${datastoreName}])` : undefined;
}

function missingOf(evidence: DiskEvidence): string | undefined {
  if (evidence.tree === undefined) return "snapshot";
  const unread = evidence.snapshots.find(({ files }) => files?.readable !== true);
  return unread === undefined ? undefined : frozenConfig(unread.ref);
}

/** Files that snapshots freeze directly: the leaf of each of their devices. */
function pinsOf(evidence: DiskEvidence): ReadonlyMap<FileKey, readonly Ref[]> {
  const pins = new Map<FileKey, Ref[]>();
  for (const { ref, files } of evidence.snapshots) {
    for (const { backing } of pinnedDevices(files)) {
      const key = keyOfBacking(backing, evidence.keyOf);
      if (key === undefined) continue;
      const by = pins.get(key);
      if (by === undefined) pins.set(key, [ref]);
      else if (!by.includes(ref)) by.push(ref);
    }
  }
  return pins;
}

function childCounts(uses: readonly FileUse[]): ReadonlyMap<FileKey, number> {
  const counts = new Map<FileKey, number>();
  for (const { parent } of uses) if (parent !== undefined) counts.set(parent.key, (counts.get(parent.key) ?? 0) + 1);
  return counts;
}
