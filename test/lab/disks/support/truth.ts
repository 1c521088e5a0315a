/** The truth about a world's files worked out from its VMs alone, slowly, and everything that must hold of it (vim-facts 10.1). */
import { chainBreak } from "../../../../src/lab/disks/chain-break.js";
import type { LabFile } from "../../../../src/lab/world/lab-file.js";
import type { World } from "../../../../src/lab/world/world.js";

/** A sentence for each rule that is broken. */
export function brokenRules(world: World): string[] {
  const wrong: string[] = [];
  const writers = new Map<LabFile, string[]>();
  const holders = new Map<LabFile, Map<string, number>>();
  const users = new Map<LabFile, Set<string>>();
  for (const vm of world.all("VirtualMachine")) {
    const id = vm.ref.value;
    for (const { file, sharing } of vm.disks) if (sharing === "sharingNone") writers.set(file, [...(writers.get(file) ?? []), id]);
    for (const { file, label } of world.disksOf(vm)) {
      const counts = holders.get(file) ?? new Map<string, number>();
      holders.set(file, counts.set(id, (counts.get(id) ?? 0) + 1));
      for (const level of world.files.chain(file)) users.set(level, (users.get(level) ?? new Set()).add(id));
      const broken = chainBreak(world, file);
      if (broken !== undefined) wrong.push(`${vm.name} ${label}: ${world.pathOf(broken.file)} is ${broken.why}`);
    }
    for (const file of vm.files) if (!world.files.exists(file)) wrong.push(`${vm.name} has lost ${file.path}`);
    if (world.find("Folder", vm.parent?.value)?.children.has(id) !== true) wrong.push(`${vm.name} is not in its folder`);
    if (world.find("HostSystem", vm.host)?.vms.has(id) !== true) wrong.push(`${vm.name} is not on its host`);
    for (const snapshot of world.snapshotsOf(vm)) {
      if (world.snapshots.get(snapshot.ref.value)?.snapshot !== snapshot) wrong.push(`the snapshot ${snapshot.name} of ${vm.name} is not known`);
      if (!world.files.exists(snapshot.dataFile)) wrong.push(`the snapshot ${snapshot.name} of ${vm.name} has lost its state`);
    }
  }
  for (const [file, ids] of writers) {
    if (ids.length > 1) wrong.push(`${file.path} has ${ids.length} writers`);
    if ([...world.files.childrenOf(file)].some((child) => users.has(child))) wrong.push(`${file.path} is written although somebody stands on it`);
  }
  for (const datastore of world.all("Datastore")) {
    let bytes = 0;
    for (const file of world.files.filesOn(datastore.ref.value)) {
      bytes += file.sizeBytes;
      if (file.kind !== "disk") continue;
      if (!sameSet(world.files.usersOf(file), users.get(file) ?? new Set())) wrong.push(`the users of ${file.path} are not those of brute force`);
      if (world.files.isShared(file) !== (users.get(file)?.size ?? 0) > 1) wrong.push(`whether ${file.path} is shared is wrong`);
      if (!sameCounts(world.files.holdersOf(file), holders.get(file) ?? new Map())) wrong.push(`the holders of ${file.path} are wrong`);
      if (file.parent !== undefined && !world.files.childrenOf(file.parent).has(file)) wrong.push(`${file.path} is no child of its parent`);
      if (file.disk !== undefined && file.sizeBytes > file.disk.capacityBytes + 2 * 1024 ** 2) wrong.push(`${file.path} is larger than its disk`);
    }
    if (bytes !== world.files.usedBytes(datastore.ref.value)) wrong.push(`${datastore.name} counts ${world.files.usedBytes(datastore.ref.value)} bytes of ${bytes}`);
  }
  for (const file of holders.keys()) if (!world.files.exists(file)) wrong.push(`${file.path} is held and gone`);
  return wrong;
}

/** Everything that operations change, as text: equal text means an equal world. */
export function imageOf(world: World): string {
  const files = [...world.all("Datastore")].flatMap((datastore) => [...world.files.filesOn(datastore.ref.value)].map((file) =>
    [world.pathOf(file), file.kind, file.sizeBytes, file.modifiedAt, file.parent?.id, file.disk, [...world.files.holdersOf(file)]]));
  const disk = ({ file, ...about }: { readonly file: LabFile }) => ({ ...about, file: world.pathOf(file) });
  const vms = [...world.all("VirtualMachine")].map((vm) => ({
    ...vm, files: vm.files.map(({ path }) => path), disks: vm.disks.map(disk), devices: [...vm.devices], networks: [...vm.networks], currentSnapshot: vm.currentSnapshot?.ref,
    config: { ...vm.config, extraConfig: [...vm.config.extraConfig] },
    snapshots: [...world.snapshotsOf(vm)].map(({ frozen, parent, children, ...about }) => ({
      ...about, parent: parent?.ref, children: children.map(({ ref }) => ref), disks: frozen.disks.map(disk), dataFile: about.dataFile.path, memoryFile: about.memoryFile?.path,
    })),
  }));
  const places = [...world.all("Folder"), ...world.all("HostSystem"), ...world.all("ResourcePool")].map((each) => [each.ref, ..."vms" in each ? each.vms : each.children]);
  return JSON.stringify({ files, vms, places, snapshots: [...world.snapshots.keys()] });
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}

function sameCounts(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, count]) => b.get(id) === count);
}
