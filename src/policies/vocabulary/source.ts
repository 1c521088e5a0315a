/**
 * Where the value of a field comes from and when nobody knows it, for docs/vocabulary.md. It documents; it never reads anything.
 */
export interface Source {
  /** vSphere properties, or what the value is worked out from. */
  readonly from: string;
  /** Completes "unknown while …"; undefined for what is always known. */
  readonly unknownWhile: string | undefined;
  /** The properties named in `from`, "VirtualMachine.runtime.host"; a test holds them against what is read. */
  readonly paths: readonly string[];
}

/** Properties as vCenter tells them, with the type of the managed object in front. */
export function told(...paths: readonly string[]): Source {
  return { from: paths.map((path) => `\`${path}\``).join(", "), unknownWhile: paths.length === 1 ? "vCenter does not tell it" : "vCenter does not tell one of them", paths };
}

/** The same, where the general sentence would not be true. */
export function toldUnless(unknownWhile: string, ...paths: readonly string[]): Source {
  return { ...told(...paths), unknownWhile };
}

export function derived(from: string, unknownWhile: string): Source {
  return { from, unknownWhile, paths: [] };
}

export function always(from: string): Source {
  return { from, unknownWhile: undefined, paths: [] };
}
