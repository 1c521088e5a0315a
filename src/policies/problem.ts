/** What is wrong with a policy file and where. Printed as compilers do, so that editors and people find the place. */
export interface Problem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** Default "error"; a warning does not keep the set from loading. */
  readonly severity?: "error" | "warning";
}

/** `path:line:column: message` */
export function formatProblem(problem: Problem): string {
  const word = problem.severity === "warning" ? "warning: " : "";
  return `${problem.path}:${problem.line}:${problem.column}: ${word}${problem.message}`;
}

/** By file, then by place. */
export function compareProblems(a: Problem, b: Problem): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}
