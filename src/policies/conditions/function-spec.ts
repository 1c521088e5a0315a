/** What a domain function of conditions must say about itself: its CEL signature, its documentation, examples that run as tests. */
export interface FunctionSpec {
  readonly name: string;
  /** As CEL declares it, e.g. "glob(string, string): bool". */
  readonly signature: string;
  readonly doc: string;
  /** Index of the argument that must be a text literal, checked at load by `checkLiteral`. */
  readonly literalArgument?: number;
  /** A complaint about the literal, or undefined when it is fine. */
  readonly checkLiteral?: (literal: string) => string | undefined;
  readonly call: (...args: readonly string[]) => boolean;
  /** Expression and the value it has. */
  readonly examples: readonly (readonly [expression: string, value: boolean])[];
}
