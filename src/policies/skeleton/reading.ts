/** What reading a value needs: the file it stands in and a place for complaints. */
import type { Problem } from "../problem.js";

/** Problems of one load; more than this helps nobody. */
const maxProblems = 1_000;

export class Reading {
  readonly path: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];
  readonly #problems: Problem[];
  readonly #pinned: number | undefined;

  constructor(path: string, text: string, problems: Problem[], lineStarts = lineStartsIn(text), pinned?: number) {
    this.path = path;
    this.text = text;
    this.#lineStarts = lineStarts;
    this.#problems = problems;
    this.#pinned = pinned;
  }

  /** The same file, but every complaint points at this place: for a value that is not there. */
  pinnedTo(offset: number): Reading {
    return new Reading(this.path, this.text, this.#problems, this.#lineStarts, offset);
  }

  /** `offset` counts UTF-16 units from the beginning of the file. */
  report(offset: number, message: string, severity: "error" | "warning" = "error"): void {
    if (this.#problems.length >= maxProblems) return;
    this.#problems.push({ ...this.placeAt(this.#pinned ?? offset), message, ...(severity === "warning" ? { severity } : {}) });
  }

  /** For what another reader of the same file has found. */
  reportAtLine({ line, column }: Pick<Problem, "line" | "column">, message: string): void {
    this.report((this.#lineStarts[line - 1] ?? 0) + column - 1, message);
  }

  placeAt(offset: number): Pick<Problem, "path" | "line" | "column"> {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(at);
    return { path: this.path, line, column: at - (this.#lineStarts[line - 1] ?? 0) + 1 };
  }

  /** From 1. */
  lineAt(offset: number): number {
    let [low, high] = [0, this.#lineStarts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}

function lineStartsIn(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
