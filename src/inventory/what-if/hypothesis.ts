/** A change that has not happened, as a rehearsal takes it. */
import type { Foresight } from "../foresight/foresight.js";
import type { InventoryUpdate, Ref } from "../updates.js";

export type Hypothesis =
  | { readonly kind: "lose-host"; readonly host: Ref }
  | { readonly kind: "maintenance"; readonly host: Ref }
  | { readonly kind: "add-hosts"; readonly cluster: Ref; readonly count: number }
  | { readonly kind: "migrate"; readonly vm: Ref; readonly host: Ref }
  | { readonly kind: "delete"; readonly vm: Ref }
  | { readonly kind: "unregister"; readonly vm: Ref }
  | { readonly kind: "promote"; readonly vm: Ref; readonly unlink: boolean; readonly disks?: readonly number[] }
  | { readonly kind: "relocate"; readonly vm: Ref; readonly datastore: Ref }
  | { readonly kind: "remove-snapshot"; readonly vm: Ref; readonly snapshot: Ref };

/** What a hypothesis would do to an inventory. */
export interface Consequence {
  readonly updates: readonly InventoryUpdate[];
  /** For changes of one VM's files. */
  readonly foresight?: Foresight;
  /** Running VMs that must start or go elsewhere; where to is not foretold, so they count where they were. */
  readonly displaced?: readonly Ref[];
}
