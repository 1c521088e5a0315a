/**
 * Who would share no disk file any more once a VM has let go of some of its files: the VM itself, and those that shared with it alone.
 * It goes by the files' users and never by clone groups, which may hold together over other files.
 */
import type { FileKey, InventoryView } from "../model.js";
import { countOf } from "../ref-set.js";
import type { Ref } from "../updates.js";

/** `left`: files of the VM that it would no longer have. Sorted by reference. */
export function sharingLost(view: InventoryView, vm: Ref, left: ReadonlySet<FileKey>): readonly Ref[] {
  const others = new Set<Ref>();
  for (const key of left) for (const user of view.usersOf(key)) if (user !== vm) others.add(user);
  const lost = [...others].filter((other) => view.usesOf(other).every(({ file, multiWriter }) => multiWriter || countOf(file.users) - (left.has(file.key) ? 1 : 0) < 2));
  const shared = view.usesOf(vm).filter(({ file, multiWriter }) => !multiWriter && countOf(file.users) > 1);
  if (shared.length > 0 && shared.every(({ file }) => left.has(file.key))) lost.push(vm);
  return lost.sort();
}
