/** File name patterns of a search: `*` for any characters, `?` for one. Everything else stands for itself. */

/** True for names that fit one of the patterns, and for every name when there are none. */
export function nameMatcher(patterns: readonly string[], ignoreCase: boolean): (name: string) => boolean {
  if (patterns.length === 0) return () => true;
  const shapes = patterns.map((pattern) => {
    const shape = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
    return new RegExp(`^${shape}$`, ignoreCase ? "is" : "s");
  });
  return (name) => shapes.some((shape) => shape.test(name));
}
