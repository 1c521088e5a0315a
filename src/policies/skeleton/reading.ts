/** What reading a value needs: the file it stands in and a place for complaints. */
import type { LineCounter } from "yaml";
import type { Problem } from "../problem.js";

/** Problems of one load; more than this helps nobody. */
const maxProblems = 1_000;

export class Reading {
  readonly path: string;
  readonly text: string;
  readonly #lines: LineCounter;
  readonly #problems: Problem[];
  readonly #pinned: number | undefined;

  constructor(path: string, text: string, lines: LineCounter, problems: Problem[], pinned?: number) {
    this.path = path;
    this.text = text;
    this.#lines = lines;
    this.#problems = problems;
    this.#pinned = pinned;
  }

  /** The same file, but every complaint points at this place: for a value that is not there. */
  pinnedTo(offset: number): Reading {
    return new Reading(this.path, this.text, this.#lines, this.#problems, offset);
  }

  /** `offset` counts UTF-16 units from the beginning of the file. */
  report(offset: number, message: string, severity: "error" | "warning" = "error"): void {
    const { line, col } = this.#lines.linePos(Math.max(0, Math.min(this.#pinned ?? offset, this.text.length)));
    if (this.#problems.length < maxProblems) {
      this.#problems.push({ path: this.path, line: Math.max(1, line), column: Math.max(1, col), message, ...(severity === "warning" ? { severity } : {}) });
    }
  }

  lineAt(offset: number): number {
    return Math.max(1, this.#lines.linePos(offset).line);
  }
}
