/** The changes that `what-if` rehearses, from the words of the command line: names become references, and what is not there is told with the nearest name. */
import type { InventoryView } from "../inventory/model.js";
import { snapshotsIn } from "../inventory/snapshots-in.js";
import type { Ref } from "../inventory/updates.js";
import type { Hypothesis } from "../inventory/what-if/hypothesis.js";
import { nearestName } from "../shared/nearest-name.js";

/** One flag with its value, in the order in which they were given. */
export interface Wish {
  readonly kind: Hypothesis["kind"];
  readonly text: string;
  /** For "promote": also copy shared levels. */
  readonly unlink?: boolean;
}

/** What cannot be understood; it says what is there. */
export class WishError extends Error {
  override readonly name = "WishError";
}

export function readHypotheses(inventory: InventoryView, wishes: readonly Wish[]): readonly Hypothesis[] {
  return wishes.map((wish) => readOne(inventory, wish));
}

function readOne(inventory: InventoryView, { kind, text, unlink }: Wish): Hypothesis {
  switch (kind) {
    case "lose-host": case "maintenance": return { kind, host: named("host", inventory.hosts, text) };
    case "add-hosts": {
      const [cluster, count] = halves(text, "=", "CLUSTER=NUMBER");
      if (!/^[1-9]\d{0,3}$/.test(count)) throw new WishError(`--add-hosts takes CLUSTER=NUMBER: "${count}" is not a number of hosts`);
      return { kind, cluster: named("cluster", inventory.computes, cluster), count: Number(count) };
    }
    case "migrate": {
      const [vm, host] = halves(text, "=", "VM=HOST");
      return { kind, vm: named("VM", inventory.vms, vm), host: named("host", inventory.hosts, host) };
    }
    case "relocate": {
      const [vm, datastore] = halves(text, "=", "VM=DATASTORE");
      return { kind, vm: named("VM", inventory.vms, vm), datastore: named("datastore", inventory.datastores, datastore) };
    }
    case "remove-snapshot": {
      const [vm, snapshot] = halves(text, "/", "VM/SNAPSHOT");
      const ref = named("VM", inventory.vms, vm);
      return { kind, vm: ref, snapshot: snapshotNamed(inventory, ref, snapshot) };
    }
    case "delete": case "unregister": return { kind, vm: named("VM", inventory.vms, text) };
    case "promote": return { kind, vm: named("VM", inventory.vms, text), unlink: unlink === true };
  }
}

function halves(text: string, sign: string, form: string): readonly [string, string] {
  const at = text.lastIndexOf(sign);
  if (at <= 0 || at === text.length - 1) throw new WishError(`"${text}" is not of the form ${form}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function named(what: string, objects: ReadonlyMap<Ref, { readonly name: string | undefined }>, name: string): Ref {
  if (objects.has(name)) return name;
  const found = [...objects].filter(([, object]) => object.name === name).map(([ref]) => ref);
  const [only, ...more] = found;
  if (only === undefined) throw new WishError(`there is no ${what} "${name}"${nearestName(name, [...objects.values()].flatMap((object) => object.name ?? []))}`);
  if (more.length > 0) throw new WishError(`there are ${found.length} ${what}s named "${name}"; give one of the ids ${found.join(", ")}`);
  return only;
}

function snapshotNamed({ vms }: InventoryView, vm: Ref, name: string): Ref {
  const nodes = snapshotsIn(vms.get(vm)?.snapshot);
  const found = nodes.find((node) => node.ref === name || node.name === name);
  if (found === undefined) throw new WishError(`there is no snapshot "${name}" of ${vms.get(vm)?.name ?? vm}${nearestName(name, nodes.map((node) => node.name))}`);
  return found.ref;
}
