/** What a deed really did to a lab: the disk files before and after, and what follows from them. It knows nothing of what was foretold. */
import type { World } from "../../../src/lab/world/world.js";
import { filesOf } from "./oracle.js";
import { pictureOfLab } from "./picture-of-lab.js";
import { directoryOf, type Picture } from "./picture.js";
import { dwellingsOf, orphansIn, type Sizes } from "./weigh.js";

export interface Moment {
  readonly picture: Picture;
  readonly sizes: Sizes;
}

export function momentOf(world: World): Moment {
  const sizes = new Map<string, number>();
  for (const { ref } of world.all("Datastore")) {
    for (const file of world.files.filesOn(ref.value)) if (file.kind === "disk") sizes.set(`${file.datastore}:${file.path}`, file.sizeBytes);
  }
  return { picture: pictureOfLab(world), sizes };
}

/** Others that have a file of which this VM is the first by reference to live beside. */
export function dependantsOf({ vms }: Picture, ref: string): readonly string[] {
  const found = new Set<string>();
  for (const file of new Set(vms.filter((vm) => vm.ref === ref).flatMap(filesOf))) {
    const users = vms.filter((vm) => filesOf(vm).includes(file));
    const first = users.filter((vm) => dwellingsOf(vm).includes(directoryOf(file))).map((vm) => vm.ref).sort()[0];
    if (first === ref) for (const user of users) if (user.ref !== ref) found.add(user.ref);
  }
  return [...found].sort();
}

export function changeOf(before: Moment, after: Moment): { readonly gone: readonly string[]; readonly made: readonly string[]; readonly newOrphans: readonly string[]; readonly lonely: readonly string[] } {
  const known = orphansIn(before.picture);
  return {
    gone: [...before.sizes.keys()].filter((file) => !after.sizes.has(file)).sort(),
    made: [...after.sizes.keys()].filter((file) => !before.sizes.has(file)).sort(),
    newOrphans: [...orphansIn(after.picture)].filter((file) => !known.has(file)).sort(),
    lonely: [...before.sizes.keys()].filter((file) => usersOf(before, file) === 2 && usersOf(after, file) === 1).sort(),
  };
}

/** Bytes of disk files on a datastore. */
export function usedOn({ sizes }: Moment, datastore: string): number {
  return [...sizes].filter(([file]) => file.startsWith(`${datastore}:`)).reduce((total, [, bytes]) => total + bytes, 0);
}

export function usersOf({ picture }: Moment, file: string): number {
  return picture.vms.filter((vm) => filesOf(vm).includes(file)).length;
}
