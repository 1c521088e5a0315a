// Tells on stderr what is being installed and how long it took. It never writes to stdout, which belongs to the command.

/**
 * Runs one slow step between a line that says it begins and a line that says it ended.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function progress(title, step) {
  const started = Date.now();
  process.stderr.write(`… ${title}\n`);
  const alive = setInterval(() => process.stderr.write(`  still at it: ${title} (${seconds(started)})\n`), 30_000);
  try {
    const result = await step();
    process.stderr.write(`✓ ${title} (${seconds(started)})\n`);
    return result;
  } finally {
    clearInterval(alive);
  }
}

/** @param {number} started epoch ms */
function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
