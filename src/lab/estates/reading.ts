/** The text of one estate while it is read: where each thing stands, and every mistake found so far. It never stops at the first. */
import type { LineCounter, Node } from "yaml";
import { LabError } from "../errors.js";
import type { Place } from "./place.js";

/** Mistakes told at once; more than this helps nobody. */
const told = 50;

export class Mistakes {
  readonly #source: string;
  readonly #found: { readonly place: Place | undefined; readonly text: string }[] = [];

  /** `source` is the file as an operator would type it, or what made the estate. */
  constructor(source: string) {
    this.#source = source;
  }

  report(place: Place | undefined, text: string): void {
    this.#found.push({ place, text });
  }

  get all(): readonly { readonly place: Place | undefined; readonly text: string }[] {
    return this.#found;
  }

  get count(): number {
    return this.#found.length;
  }

  /** Throws LAB_ESTATE_INVALID with all of them, in the order of the text, as "file:line:column: what". */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const sorted = [...this.#found].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
    const lines = sorted.slice(0, told).map(({ place, text }) => `  ${this.#source}:${place === undefined ? "" : `${place.line}:${place.column}:`} ${text}`);
    if (sorted.length > told) lines.push(`  … and ${sorted.length - told} more`);
    throw new LabError("LAB_ESTATE_INVALID", `Cannot build the estate as it has ${sorted.length === 1 ? "a mistake" : `${sorted.length} mistakes`}:\n${lines.join("\n")}`, {
      hint: "docs/lab.md explains every key",
    });
  }
}

export class Reading {
  readonly mistakes: Mistakes;
  readonly #lines: LineCounter;

  constructor(mistakes: Mistakes, lines: LineCounter) {
    this.mistakes = mistakes;
    this.#lines = lines;
  }

  placeOf(node: Node): Place {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return { line, column: col };
  }

  report(node: Node, text: string): void {
    this.mistakes.report(this.placeOf(node), text);
  }
}
