/** Sizes for people: binary units, three significant digits, "40 GiB", "1.5 TiB"; what is not known is "unknown". */
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return "unknown";
  const size = Math.abs(bytes);
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10));
  return `${bytes < 0 ? "-" : ""}${Number((size / 1024 ** step).toPrecision(3))} ${units[step] ?? "B"}`;
}
