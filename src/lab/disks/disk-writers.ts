/** Who writes to a level: the question behind attaching disks and putting deltas over them. It locks nothing. */
import type { LabFile } from "../world/lab-file.js";
import type { VmDisk } from "../world/vm-state.js";
import type { DeviceDraft } from "./device-draft.js";
import { hasWriter } from "./equal-content.js";

/** A disk has one writer, unless all who have it say multi-writer; children need it unwritten. A disk this change takes away does not count. */
export function isWrittenElsewhere({ world, disks, owner }: DeviceDraft, file: LabFile, sharing: VmDisk["sharing"]): boolean {
  if ([...world.files.childrenOf(file)].some((child) => world.files.exists(child))) return true;
  const isRefused = (disk: { readonly sharing: VmDisk["sharing"] }) => disk.sharing === "sharingNone" || sharing === "sharingNone";
  if (disks.some((each) => (each.disk?.file === file || (each.source?.kind === "existing" && each.source.file === file)) && isRefused(each))) return true;
  for (const id of world.files.holdersOf(file).keys()) {
    if (id === owner.vm?.ref.value) continue;
    if (world.the("VirtualMachine", id).disks.some((disk) => disk.file === file && isRefused(disk))) return true;
  }
  return false;
}

export function isWrittenByRunningVm({ world, owner }: DeviceDraft, file: LabFile): boolean {
  if (!hasWriter(world, file)) return false;
  return [...world.files.holdersOf(file).keys()].some((id) => id !== owner.vm?.ref.value && world.the("VirtualMachine", id).powerState === "poweredOn");
}
