/** What is to be found out about an estate, whoever finds it: plain data in one order, so that two findings can be compared by eye and by `toEqual`. */

export interface Findings {
  readonly vms: Readonly<Record<string, VmFinding>>;
  /** Sorted by their first member. */
  readonly groups: readonly GroupFinding[];
}

export interface VmFinding {
  readonly name: string | undefined;
  readonly host: string | undefined;
  readonly disks: readonly DiskFinding[];
}

export interface DiskFinding {
  readonly key: number;
  /** Undefined while a level's role is unknown. */
  readonly unneeded: number | undefined;
  readonly levels: readonly LevelFinding[];
}

export interface LevelFinding {
  readonly file: string;
  readonly role: string;
  readonly pinnedBy: readonly string[];
  readonly sharedWith: readonly string[];
  readonly foldedBy: readonly string[] | undefined;
}

export interface GroupFinding {
  readonly members: readonly string[];
  readonly base: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly sharedFiles: readonly string[];
  readonly limit: { readonly verdict: string; readonly hosts: number | undefined };
  /** Undefined when it cannot be known. */
  readonly risk: RiskFinding | undefined;
}

/** Probabilities, rounded to twelve digits: two ways to compute one fraction differ in the last. */
export interface RiskFinding {
  readonly slotFree: number;
  readonly slotHeld: number;
}

export function rounded(probability: number): number {
  return Math.round(probability * 1e12) / 1e12;
}
