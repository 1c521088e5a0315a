// Reads and compares dotted version numbers as the tools print them. It knows no pre-releases.

/**
 * First dotted number in a text, or undefined: "nats-server: v2.15.2" gives "2.15.2".
 * @param {string} text
 */
export function versionIn(text) {
  return /(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
}

/**
 * Negative when `a` is older than `b`, 0 when equal; missing parts count as 0.
 * @param {string} a
 * @param {string} b
 */
export function compareVersions(a, b) {
  const right = b.split(".").map(Number);
  const left = a.split(".").map(Number);
  for (let i = 0; i < 3; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
