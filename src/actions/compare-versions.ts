/** Order of API versions such as "8.0.3.0", number by number; missing numbers are zero. It never takes a word for a number: that sorts first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : -1));
}
