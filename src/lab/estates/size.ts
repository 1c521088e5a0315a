/** Sizes as people write them ("10 GiB", "512 MiB") to bytes and back. It never guesses a unit: a bare number is refused, except zero. */
const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;

/** Bytes, or undefined when the text is not a size. Fractions are allowed ("1.5 TiB") and rounded to whole bytes. */
export function parseSize(text: string): number | undefined {
  if (text.trim() === "0") return 0;
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|TiB)\s*$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const bytes = Math.round(Number(amount) * units[unit as keyof typeof units]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
