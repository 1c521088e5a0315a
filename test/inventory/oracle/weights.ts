/** What is to be found out about bytes and members of an estate, whoever finds it: plain data in one order. */

export interface Weights {
  readonly vms: Readonly<Record<string, VmWeights>>;
  /** Sorted by their first member. */
  readonly groups: readonly GroupWeights[];
}

export interface VmWeights {
  /** Per disk the bytes of its levels, leaf first, and their sums. */
  readonly disks: readonly { readonly levels: readonly (number | undefined)[]; readonly own: number | undefined; readonly shared: number | undefined }[];
  readonly own: number | undefined;
  readonly shared: number | undefined;
  readonly unlink: number | undefined;
  readonly role: string | undefined;
  readonly generation: number | undefined;
}

export interface GroupWeights {
  readonly members: readonly string[];
  readonly own: number | undefined;
  readonly shared: number | undefined;
  /** What unlinking all would copy, by datastore, sorted; only where it is more than nothing. */
  readonly unlink: readonly (readonly [datastore: string, bytes: number | undefined])[];
}
