/**
 * One connected component of the graph of VMs and the files they share, found by walking from a VM.
 * It never leaves the component: the cost is the component's own VMs and files.
 */
import { linkedUsers, type FileNode, type FileUse } from "./file-index.js";
import type { FileKey } from "./model.js";
import { eachOf, hasRef } from "./ref-set.js";
import type { Ref } from "./updates.js";

export interface Component {
  /** Sorted. */
  readonly members: readonly Ref[];
  /** Files used by two or more members, sorted by key. */
  readonly shared: readonly FileKey[];
  /** The shared file at the root that most members stand on; undefined for a VM alone. */
  readonly base: FileKey | undefined;
}

/** Walks from `start`; every VM reached is added to `visited`. Multi-writer use of a file links nothing. */
export function componentFrom(start: Ref, usesOf: (vm: Ref) => readonly FileUse[], visited: Set<Ref>): Component {
  const members = [start];
  const files = new Set<FileNode>();
  const roots = new Set<FileNode>();
  visited.add(start);
  for (const vm of members) {
    for (const { file, parent, multiWriter } of usesOf(vm)) {
      if (multiWriter || linkedUsers(file) < 2) continue;
      if (parent === undefined) roots.add(file);
      if (files.has(file)) continue;
      files.add(file);
      for (const user of eachOf(file.users)) {
        if (visited.has(user) || hasRef(file.multiWriters, user)) continue;
        visited.add(user);
        members.push(user);
      }
    }
  }
  const base = mostUsed(roots.size > 0 ? roots : files);
  return { members: members.sort(), shared: [...files].map(({ key }) => key).sort(), base };
}

function mostUsed(files: Iterable<FileNode>): FileKey | undefined {
  let best: FileNode | undefined;
  for (const file of files) {
    const lead = best === undefined ? 1 : linkedUsers(file) - linkedUsers(best);
    if (best === undefined || lead > 0 || (lead === 0 && file.key < best.key)) best = file;
  }
  return best?.key;
}
