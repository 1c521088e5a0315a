/** The oracle's bytes, roles and costs of unlinking: from a picture in which everything is readable, and the size of every file. */
import { findGroups } from "./find-groups.js";
import { filesOf } from "./oracle.js";
import { directoryOf, type Picture, type PictureVm } from "./picture.js";
import type { GroupWeights, VmWeights, Weights } from "./weights.js";

/** Bytes by file. */
export type Sizes = ReadonlyMap<string, number>;

export function weigh(picture: Picture, sizes: Sizes): Weights {
  const vms = [...picture.vms].sort((a, b) => (a.ref < b.ref ? -1 : 1));
  return {
    vms: Object.fromEntries(vms.map((vm) => [vm.ref, weighVm(picture, vm, sizes)])),
    groups: findGroups(picture).map(({ members }) => weighGroup(vms.filter(({ ref }) => members.includes(ref)), picture, sizes)),
  };
}

/** The VM's home, and wherever it writes. */
export function dwellingsOf(vm: PictureVm): readonly (string | undefined)[] {
  return [vm.home, ...vm.disks.flatMap(({ files }) => files.slice(0, 1).map(directoryOf))];
}

/** Files that VMs stand on though none of them lives beside. */
export function orphansIn({ vms }: Picture): ReadonlySet<string> {
  const files = new Set(vms.flatMap(filesOf));
  return new Set([...files].filter((file) => !vms.some((vm) => filesOf(vm).includes(file) && dwellingsOf(vm).includes(directoryOf(file)))));
}

function weighVm(picture: Picture, vm: PictureVm, sizes: Sizes): VmWeights {
  const isShared = (file: string): boolean => picture.vms.some((other) => other !== vm && filesOf(other).includes(file));
  const strangers = vm.disks.map(({ files }) => new Set(files.map(directoryOf).filter((directory) => !dwellingsOf(vm).includes(directory))).size);
  const generation = strangers.length === 0 ? undefined : Math.max(...strangers);
  return {
    disks: vm.disks.map(({ files }) => ({ levels: files.map((file) => sizes.get(file)), own: sum(files.filter((file) => !isShared(file)), sizes), shared: sum(files.filter(isShared), sizes) })),
    own: sum(filesOf(vm).filter((file) => !isShared(file)), sizes), shared: sum(filesOf(vm).filter(isShared), sizes),
    unlink: sum([...linkedLevels(vm)].filter(isShared), sizes),
    generation, role: generation === undefined ? undefined : generation > 1 ? "nested-clone" : generation === 1 ? "clone" : vm.template ? "template" : "base-holder",
  };
}

/** What it has now in disks that link it to others and stand on something: others are not promoted. */
function linkedLevels(vm: PictureVm): ReadonlySet<string> {
  return new Set(vm.disks.filter(({ multiWriter, files }) => !multiWriter && files.length > 1).flatMap(({ files }) => files));
}

function weighGroup(members: readonly PictureVm[], picture: Picture, sizes: Sizes): GroupWeights {
  const files = [...new Set(members.flatMap(filesOf))];
  const users = new Map(files.map((file) => [file, new Set(picture.vms.filter((vm) => filesOf(vm).includes(file)).map(({ ref }) => ref))]));
  const shared = files.filter((file) => (users.get(file)?.size ?? 0) > 1);
  const copied = new Map<string, number | undefined>();
  // One after the other lets go of what it shares; the last to have a file keeps it as it is.
  const depth = (vm: PictureVm): number => weighVm(picture, vm, sizes).generation ?? 0;
  for (const vm of [...members].sort((a, b) => depth(b) - depth(a) || (a.ref < b.ref ? -1 : 1))) {
    for (const file of linkedLevels(vm)) {
      if (!shared.includes(file)) continue;
      const others = [...users.get(file) ?? []].filter((ref) => ref !== vm.ref);
      const home = vm.home?.slice(0, vm.home.indexOf(":")) ?? "?";
      const [bytes, sofar] = [sizes.get(file), copied.has(home) ? copied.get(home) : 0];
      if (others.length > 0) copied.set(home, bytes === undefined || sofar === undefined ? undefined : sofar + bytes);
      users.get(file)?.delete(vm.ref);
    }
  }
  return {
    members: members.map(({ ref }) => ref), own: sum(files.filter((file) => !shared.includes(file)), sizes), shared: sum(shared, sizes),
    unlink: [...copied].filter(([, bytes]) => bytes !== 0).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function sum(files: readonly string[], sizes: Sizes): number | undefined {
  return files.reduce<number | undefined>((total, file) => {
    const bytes = sizes.get(file);
    return total === undefined || bytes === undefined ? undefined : total + bytes;
  }, 0);
}
