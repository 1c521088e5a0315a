/**
 * Property paths taken apart: `config.hardware.device[2000].backing` is three names, a key and a name (vim-facts 3.3).
 * It knows no schema: whether such a property exists is for others to say.
 */

/** A field by name, or the element of an array by key; the key of an element is compared as text. */
export type PathStep = { readonly kind: "field"; readonly name: string } | { readonly kind: "element"; readonly key: string };

const token = /\.?(\w+)|\[(?:"((?:[^"\\]|\\.)*)"|([^\]"]*))\]/gy;
const known = new Map<string, readonly PathStep[] | undefined>();
/** Clients ask for few different paths; a client that makes up new ones for ever must not fill the memory. */
const knownAtMost = 10_000;

/** The steps of a path; undefined when it cannot be read. String keys are quoted on the wire: `["host-12"]`. */
export function parsePath(path: string): readonly PathStep[] | undefined {
  if (known.has(path)) return known.get(path);
  const steps = takeApart(path);
  if (known.size >= knownAtMost) known.clear();
  known.set(path, steps);
  return steps;
}

function takeApart(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let end = 0;
  for (const { 0: text, 1: name, 2: quoted, 3: bare, index } of path.matchAll(token)) {
    if (index !== end || (name !== undefined && text.startsWith(".") === (index === 0))) return undefined;
    end += text.length;
    if (name === undefined && steps.length === 0) return undefined;
    steps.push(name === undefined ? { kind: "element", key: quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "" } : { kind: "field", name });
  }
  return end === path.length && steps.length > 0 ? steps : undefined;
}
