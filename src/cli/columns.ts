/** Lays cells out in columns that fit a width: the least important columns go first, then the first one is shortened. Text only. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Columns with the highest number are left out first; 0 stays. */
  readonly rank: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const gap = "  ";
const shortestFirst = 12;

/** Lines with the titles first. Without a width everything is shown. */
export function layOut(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number | undefined, faint: (text: string) => string): readonly string[] {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => row[index]?.text.length ?? 0)));
  const shown = columns.map((_, index) => index);
  const needed = (first: number): number => shown.reduce((sum, index) => sum + (index === 0 ? first : widths[index] ?? 0) + gap.length, -gap.length);
  while (width !== undefined && needed(Math.min(shortestFirst, widths[0] ?? 0)) > width) {
    const least = shown.reduce((a, b) => ((columns[b]?.rank ?? 0) > (columns[a]?.rank ?? 0) ? b : a));
    if (columns[least]?.rank === 0) break;
    shown.splice(shown.indexOf(least), 1);
  }
  const first = widths[0] ?? 0;
  const kept = width === undefined ? first : Math.max(Math.min(first, shortestFirst), Math.min(first, first - (needed(first) - width)));
  const line = (cells: readonly Cell[], paint?: (text: string) => string): string => shown.map((index, place) => {
    const size = index === 0 ? kept : widths[index] ?? 0;
    const { text = "", paint: own } = cells[index] ?? {};
    const cut = text.length > size ? `${text.slice(0, Math.max(0, size - 1))}…` : text;
    const padded = columns[index]?.align === "right" ? cut.padStart(size) : place === shown.length - 1 ? cut : cut.padEnd(size);
    return (paint ?? own)?.(padded) ?? padded;
  }).join(gap);
  return [line(columns.map(({ title }) => ({ text: title })), faint), ...rows.map((row) => line(row))];
}
