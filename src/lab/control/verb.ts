/** One word of `tetherd lab do`, and what it may be given beside its arguments. */
import type { LabControl } from "./lab-control.js";

export interface VerbOptions {
  /** "host": as if done on the ESX host. */
  readonly via?: "vcenter" | "host";
  /** False: answer when the task has begun. */
  readonly wait?: boolean;
}

export interface Verb {
  /** The arguments as one would type them: "VM SNAPSHOT", "[DATASTORE]", "KIND [KEY=VALUE ...]". */
  readonly usage: string;
  readonly doc: string;
  readonly run: (control: LabControl, words: readonly string[], options: VerbOptions) => unknown;
}
