/** A terminal drawn in place: the picture stands on a screen of its own while it lasts, and the last one stays behind when it ends. */
import { clipped } from "./clipped.js";
import { terminalWidth } from "./terminal-width.js";

interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

export class Screen {
  readonly #terminal: Terminal;
  #last: readonly string[] | undefined;
  #notice: string | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get width(): number | undefined {
    return terminalWidth(this.#terminal);
  }

  /** A sentence below the picture from now on. */
  notice(sentence: string): void {
    this.#notice = sentence;
    if (this.#last !== undefined) this.draw(this.#last);
  }

  /** What does not fit is cut, and the last line says how much. */
  draw(lines: readonly string[]): void {
    const [columns, rows] = [this.width ?? 80, this.#terminal.rows === 0 ? 24 : this.#terminal.rows ?? 24];
    const below = this.#notice === undefined ? [] : [this.#notice];
    const room = rows - 1 - below.length;
    const fitting = [...(lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`]), ...below];
    const begin = this.#last === undefined ? "\u001b[?1049h\u001b[?25l" : "";
    this.#terminal.write(`${begin}\u001b[H${fitting.map((line) => `${clipped(line, columns)}\u001b[K\n`).join("")}\u001b[J`);
    this.#last = lines;
  }

  leave(): void {
    if (this.#last === undefined) return;
    this.#terminal.write(`\u001b[?25h\u001b[?1049l${this.#last.join("\n")}\n`);
    this.#last = undefined;
  }
}
