// How benchmark figures are told: medians with their range, and ratios against a baseline measured in the same run. It measures nothing.

/** @param {readonly number[]} values @returns {number} the middle one; of an even number the lower of the two */
export function median(values) {
  return percentile(values, 50);
}

/** @param {readonly number[]} values @param {number} percent */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Three significant digits with a unit. @param {number} seconds */
export function duration(seconds) {
  return seconds >= 1 ? `${seconds.toPrecision(3)} s` : `${(seconds * 1000).toPrecision(3)} ms`;
}

/** @param {readonly number[]} seconds */
export function spread(seconds) {
  return `${duration(median(seconds))} (${duration(Math.min(...seconds))} – ${duration(Math.max(...seconds))})`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/**
 * Prints rows under a title, columns aligned.
 * @param {string} title
 * @param {readonly (readonly string[])[]} rows
 */
export function table(title, rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  console.log(`\n${title}`);
  for (const row of rows) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ").trimEnd()}`);
}
