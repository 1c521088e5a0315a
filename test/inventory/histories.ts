/**
 * Random histories of a small estate, and a slow, obvious computation of its groups to hold the incremental one against.
 * The oracle reads plain updates; it shares no code with the inventory.
 */
import fc from "fast-check";
import type { Inventory } from "../../src/inventory/inventory.js";
import type { DiskBacking, DiskDevice, InventoryUpdate, Ref, SnapshotNode, VmUpdate } from "../../src/inventory/updates.js";
import { chain, disk, layout, leave, node, snapshot, snapshots, vm } from "./estate.js";

const vms = ["vm-1", "vm-2", "vm-3", "vm-4", "vm-5", "vm-6", "vm-7"];
const files = ["base/b.vmdk", "base/c.vmdk", "2:base/b.vmdk", "x/x.vmdk", "y/y.vmdk", "z/z.vmdk"];
const snapshotsOf = (ref: Ref): readonly Ref[] => ["a", "b", "c"].map((letter) => `snapshot-${ref}-${letter}`);

const devices = (ref: Ref): fc.Arbitrary<readonly DiskDevice[]> =>
  fc.array(fc.record({ parents: fc.shuffledSubarray(files, { maxLength: 3 }), multiWriter: fc.integer({ min: 0, max: 3 }).map((n) => n === 0) }), { maxLength: 2 })
    .map((disks) => disks.map(({ parents, multiWriter }, index) => {
      const backing: DiskBacking = chain(`${ref}/leaf-${index}.vmdk`, ...parents);
      return disk(2000 + index, multiWriter ? { ...backing, sharing: "sharingMultiWriter" } : backing);
    }));

const tree = (owner: Ref) => fc.shuffledSubarray([...snapshotsOf(owner)]).map((refs) => {
  const roots = refs.reduceRight<readonly SnapshotNode[]>((children, ref) => [node(ref, ...children)], []);
  return refs.length === 0 ? null : snapshots(refs.at(-1) ?? "", ...roots);
});

const vmStep: fc.Arbitrary<InventoryUpdate> = fc.constantFrom(...vms).chain((ref) => fc.oneof(
  { weight: 6, arbitrary: devices(ref).map((disks) => vm(ref, { disks, vmPathName: `[ds1] ${ref}/${ref}.vmx` })) },
  { weight: 4, arbitrary: devices(ref).map((disks) => vm(ref, { disks }, "modify")) },
  { weight: 3, arbitrary: tree(ref).map((snapshot) => vm(ref, { snapshot }, "modify")) },
  { weight: 2, arbitrary: fc.constantFrom("host-1", "host-2", null).map((host) => vm(ref, { host }, "modify")) },
  { weight: 2, arbitrary: fc.constant<VmUpdate>({ ...vm(ref, {}, "modify"), unreadable: ["disks"] }) },
  { weight: 1, arbitrary: fc.constant(vm(ref, { disks: null, snapshot: null, connectionState: "inaccessible" }, "modify")) },
  { weight: 2, arbitrary: fc.constantFrom(`[ds1] ${ref}/${ref}.vmx`, "[ds1] base/x.vmx", null).map((vmPathName) => vm(ref, { vmPathName }, "modify")) },
  { weight: 5, arbitrary: fc.record({ at: fc.integer({ min: 1, max: 6 }), listed: fc.subarray([`${ref}/leaf-0.vmdk`, ...files]), bytes: fc.integer({ min: 1, max: 3 }) })
    .map(({ at, listed, bytes }) => layout(ref, at, Object.fromEntries(listed.map((file) => [file, bytes])))) },
  { weight: 1, arbitrary: fc.constantFrom(vm(ref, { layout: null }, "modify"), { ...vm(ref, {}, "modify"), unreadable: ["layout" as const] }) },
  { weight: 3, arbitrary: fc.constant(leave("VirtualMachine", ref)) },
));

const snapshotStep: fc.Arbitrary<InventoryUpdate> = fc.constantFrom(...vms.flatMap((ref) => snapshotsOf(ref).map((own) => [ref, own] as const))).chain(([owner, ref]) => fc.oneof(
  { weight: 4, arbitrary: devices(`${owner}-pinned`).map((disks) => snapshot(ref, owner, ...disks)) },
  { weight: 1, arbitrary: fc.constant(leave("VirtualMachineSnapshot", ref)) },
));

export const histories = fc.array(fc.oneof({ weight: 5, arbitrary: vmStep }, { weight: 2, arbitrary: snapshotStep }), { minLength: 1, maxLength: 40 });

/** One estate: every VM at most once, all with their disks. */
export const estates = fc.shuffledSubarray(vms, { minLength: 2 }).chain((refs) => fc.tuple(...refs.map((ref) => devices(ref).map((disks) => vm(ref, { disks })))));

interface OracleVm { devices: readonly DiskDevice[]; readable: boolean; pinned: readonly Ref[] }

/** Groups by brute force: last known devices of every VM, then pairwise comparison until nothing merges. */
export class Oracle {
  readonly #vms = new Map<Ref, OracleVm>();
  readonly #snapshots = new Map<Ref, readonly DiskDevice[]>();

  apply(update: InventoryUpdate): void {
    if (update.type === "VirtualMachineSnapshot") {
      if (update.kind === "leave") this.#snapshots.delete(update.ref);
      else this.#snapshots.set(update.ref, update.set.disks ?? []);
    }
    if (update.type !== "VirtualMachine") return;
    if (update.kind === "leave") {
      this.#vms.delete(update.ref);
      return;
    }
    const { disks, snapshot: told } = update.set;
    const known = this.#vms.get(update.ref) ?? { devices: [], readable: false, pinned: [] };
    if (disks === null || update.unreadable.includes("disks")) known.readable = false;
    else if (disks !== undefined) [known.devices, known.readable] = [disks, true];
    else if (update.kind === "enter") known.readable = false;
    this.#vms.set(update.ref, known);
    this.#tree(update, known, told);
  }

  /** An unset tree means none only while the devices are readable, now or when they become so. */
  readonly #unsetTree = new Set<Ref>();

  #tree(update: VmUpdate, known: OracleVm, told: VmUpdate["set"]["snapshot"]): void {
    if (told === null || (told === undefined && update.kind === "enter")) this.#unsetTree.add(update.ref);
    else if (told !== undefined) {
      this.#unsetTree.delete(update.ref);
      known.pinned = refsOf(told.roots);
    }
    if (this.#unsetTree.has(update.ref) && known.readable) known.pinned = [];
  }

  groups(): readonly (readonly Ref[])[] {
    const parts = [...this.#vms].map(([ref, known]) => ({ members: [ref], files: this.#linking(ref, known) }));
    for (let again = true; again;) {
      again = false;
      for (const a of parts) {
        const b = parts.find((part) => part !== a && part.files.some((file) => a.files.includes(file)));
        if (b === undefined) continue;
        a.members.push(...b.members);
        a.files.push(...b.files);
        parts.splice(parts.indexOf(b), 1);
        again = true;
        break;
      }
    }
    return parts.filter(({ members }) => members.length > 1).map(({ members }) => members.sort()).sort();
  }

  #linking(_ref: Ref, { devices, pinned }: OracleVm): string[] {
    const all = [...devices, ...pinned.flatMap((ref) => this.#snapshots.get(ref) ?? [])];
    return all.flatMap(({ backing }) => {
      const names: string[] = [];
      for (let level = backing?.sharing === undefined ? backing : undefined; level !== undefined; level = level.parent) names.push(`${level.datastore ?? ""} ${level.fileName}`);
      return names;
    });
  }
}

function refsOf(nodes: readonly SnapshotNode[]): readonly Ref[] {
  return nodes.flatMap(({ ref, children }) => [ref, ...refsOf(children)]);
}

export function membersOf(inventory: Inventory): readonly (readonly Ref[])[] {
  return [...inventory.groups.values()].map(({ members }) => members).sort();
}

/** Everything a reader of the inventory can see, as plain data, with groups by content and not by id. */
export function seen(inventory: Inventory): unknown {
  return {
    vms: Object.fromEntries([...inventory.vms.keys()].sort().map((ref) => [ref, { record: inventory.vms.get(ref), disks: JSON.parse(JSON.stringify(inventory.disksOf(ref) ?? null)) as unknown }])),
    groups: [...inventory.groups.values()].map(({ members, sharedFiles, base, name, owner }) => ({ members, sharedFiles, base, name, owner })).sort((a, b) => a.members.join().localeCompare(b.members.join())),
    onHosts: ["host-1", "host-2"].map((ref) => [...inventory.vmsOn(ref)].sort()),
    users: [...new Set([...inventory.groups.values()].flatMap(({ sharedFiles }) => sharedFiles))].sort().map((file) => [file, [...inventory.usersOf(file)].sort()]),
  };
}
