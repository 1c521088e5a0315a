/** Runs the tests beside the policies of a directory, elsewhere: the daemon must not hang or die of them. Handed in by whoever starts the daemon. */
export interface TestVerdict {
  /** Of the policies that were tested; another hash than the candidate's means that the files have changed meanwhile. */
  readonly hash: string | undefined;
  readonly tests: number;
  /** One sentence each, with its place; none when all is well. */
  readonly failures: readonly string[];
}

/** Rejects when the tests could not be run to their end. */
export type PolicyTester = (directory: string, signal: AbortSignal) => Promise<TestVerdict>;
