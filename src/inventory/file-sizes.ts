/**
 * Bytes of files, from the layouts of all VMs that have them: of several tellings the newest is believed, whoever it comes from. A
 * layout that lags behind the devices knows nothing of a new file, and then nobody does (vim-facts 3.6, 6.4).
 */
import type { KeyOf } from "./disk-chain.js";
import type { FileIndex, FileNode, FileUse } from "./file-index.js";
import { eachOf } from "./ref-set.js";
import type { DiskDevice, FileLayout, LayoutFile, Ref } from "./updates.js";

interface KnownFile extends LayoutFile {
  /** Which of the VM's files it is; undefined for one that is no level of any of its disks. */
  node: FileNode | undefined;
}

interface KnownLayout {
  readonly at: number;
  readonly files: readonly KnownFile[];
  /** What was measured before this, until this is. */
  earlier: readonly KnownFile[];
}

/** Age of a layout that is not believed any more, until its files have been let go. */
const forgotten = Number.NEGATIVE_INFINITY;
const nothing: readonly FileNode[] = [];
const noFiles: readonly KnownFile[] = [];

export class FileSizes {
  readonly #files: FileIndex;
  readonly #layouts = new Map<Ref, KnownLayout>();

  constructor(files: FileIndex) {
    this.#files = files;
  }

  /** As it was told. */
  layoutOf(vm: Ref): FileLayout | undefined {
    return this.#layouts.get(vm);
  }

  /** False when it says nothing new: it is older than what is known, or the same. Undefined forgets. `measure` must follow. */
  tell(vm: Ref, layout: FileLayout | undefined, devices: readonly DiskDevice[]): boolean {
    const before = this.#layouts.get(vm);
    if (layout === undefined ? before === undefined : before !== undefined && layout.at <= before.at) return false;
    const earlier = before === undefined ? noFiles : before.earlier.length > 0 ? before.earlier : before.files;
    this.#layouts.set(vm, { at: layout?.at ?? forgotten, files: sharingNames(layout?.files ?? noFiles, devices), earlier });
    return true;
  }

  /** Matches a VM's layout with its files; returns the files whose bytes are others than before. Costs the VM's own files. */
  measure(vm: Ref, uses: readonly FileUse[], keyOf: KeyOf): readonly FileNode[] {
    const layout = this.#layouts.get(vm);
    if (layout === undefined) return nothing;
    const own = new Map(uses.map(({ file }) => [file.key, file]));
    const lost = new Set([...layout.earlier, ...layout.files].map(({ node }) => node));
    layout.earlier = noFiles;
    const changed: FileNode[] = [];
    for (const file of layout.files) {
      file.node = own.get(keyOf(file.fileName, undefined, true) ?? "");
      lost.delete(file.node);
      if (file.node !== undefined && this.#offer(file.node, vm, layout.at, file.bytes)) changed.push(file.node);
    }
    if (layout.at === forgotten) this.#layouts.delete(vm);
    for (const node of lost) if (node?.size?.by === vm && this.#elect(node)) changed.push(node);
    return changed;
  }

  /** The VM is gone, and no user of its files any more. */
  forget(vm: Ref): readonly FileNode[] {
    const layout = this.#layouts.get(vm);
    this.#layouts.delete(vm);
    if (layout === undefined) return nothing;
    return [...layout.earlier, ...layout.files].map(({ node }) => node).filter((node): node is FileNode => node?.size?.by === vm && this.#elect(node));
  }

  #offer(node: FileNode, by: Ref, at: number, bytes: number): boolean {
    const known = node.size;
    if (known !== undefined && known.by !== by && (at < known.at || (at === known.at && known.by < by))) return false;
    node.size = { bytes, at, by };
    if (known?.bytes === bytes) return false;
    this.#files.mark(node);
    return true;
  }

  /** Who told of it has it no more: the newest of what the others tell. Costs the file's users, as a change of a shared file does. */
  #elect(node: FileNode): boolean {
    const known = node.size?.bytes;
    let best: FileNode["size"];
    for (const user of eachOf(node.users)) {
      const layout = this.#layouts.get(user);
      const bytes = layout?.files.find((file) => file.node === node)?.bytes;
      if (layout === undefined || bytes === undefined) continue;
      if (best === undefined || layout.at > best.at || (layout.at === best.at && user < best.by)) best = { bytes, at: layout.at, by: user };
    }
    node.size = best;
    if (best?.bytes === known) return false;
    this.#files.mark(node);
    return true;
  }
}

/** The names as the VM's devices hold them already, so that a path lies in memory once. */
function sharingNames(files: readonly LayoutFile[], devices: readonly DiskDevice[]): readonly KnownFile[] {
  const names = new Map<string, string>();
  for (const device of devices) {
    for (let backing = device.backing; backing !== undefined && !names.has(backing.fileName); backing = backing.parent) names.set(backing.fileName, backing.fileName);
  }
  return files.map(({ fileName, bytes }) => ({ fileName: names.get(fileName) ?? fileName, bytes, node: undefined }));
}
