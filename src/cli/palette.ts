/** Colours where the terminal has them, plain text where it has not (NO_COLOR, pipes). */
import { createColors } from "picocolors";

export interface Palette {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

export function paletteFor(stream: { readonly isTTY?: boolean }): Palette {
  const { bold, dim, green, yellow, red } = createColors(stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "");
  return { strong: bold, faint: dim, good: green, warn: yellow, bad: red };
}
