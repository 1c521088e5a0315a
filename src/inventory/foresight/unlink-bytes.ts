/** What unlinking one VM alone would copy: promoting it with unlink, every shared level of its current disks once. Nothing is counted as freed. */
import { isDoubtful } from "../file-key.js";
import type { InventoryView } from "../model.js";
import type { Ref } from "../updates.js";
import { sharedIn } from "./unlink-group.js";

/** In bytes; undefined while its devices or the size of such a level are not known, or a level's datastore is in doubt. */
export function unlinkBytesOf(view: InventoryView, vm: Ref): number | undefined {
  const disks = view.vms.get(vm)?.disks === undefined ? undefined : view.disksOf(vm);
  if (disks === undefined || disks.some(({ levels }) => levels.some(({ file }) => isDoubtful(file)))) return undefined;
  const shared = sharedIn(view, vm);
  return view.usesOf(vm).filter(({ file }) => shared.has(file.key)).reduce<number | undefined>((sum, { file }) => (sum === undefined || file.size === undefined ? undefined : sum + file.size.bytes), 0);
}
