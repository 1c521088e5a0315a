/**
 * From the keys of `where:` to what chooses objects: defined lists looked up, and mistakes that only show between keys: a dimension that
 * the kind of object does not have, globs that leave out all that others choose.
 */
import { nearestName } from "../shared/nearest-name.js";
import { globMatches } from "./conditions/glob.js";
import type { Names } from "./conditions/names.js";
import type { SubjectKind } from "./decision.js";
import type { PolicyText } from "./skeleton/policy-keys.js";
import type { Reading } from "./skeleton/reading.js";
import { dimensionsOf, everywhere, type Dimension, type Where } from "./where.js";

type WhereText = NonNullable<PolicyText["where"]>["value"];

/** Undefined after having reported what is wrong. Names of lists that are used are added to `used`. */
export function compileWhere(text: WhereText | undefined, kind: SubjectKind, names: Names, used: Set<string>, reading: Reading): Where | undefined {
  if (text === undefined) return everywhere;
  const parts = { only: {}, not: {} } as { readonly [Side in "only" | "not"]: Partial<Record<Dimension, readonly string[]>> };
  let whole = true;
  for (const [key, found] of Object.entries(text)) {
    if (found === undefined) continue;
    if (!dimensionsOf[kind].includes(dimensionOf(key))) {
      reading.report(found.offset, `where.${key} does not fit each: ${kind}; allowed: ${dimensionsOf[kind].flatMap((dimension) => [dimension, negated(dimension)]).join(", ")}`);
      whole = false;
      continue;
    }
    parts[key.startsWith("not") ? "not" : "only"][dimensionOf(key)] = found.value.flatMap((item) => {
      if (typeof item === "string") return [item];
      used.add(item.list);
      const list = names.lists.get(item.list);
      if (list === undefined) {
        const known = [...names.lists.keys()];
        reading.report(item.offset, `where.${key}: unknown list "${item.list}"; ${known.length === 0 ? "no define: document holds a list" : `allowed: ${known.join(", ")}${nearestName(item.list, known)}`}`);
        whole = false;
      }
      return list ?? [];
    });
  }
  for (const [dimension, patterns] of Object.entries(parts.only) as [Dimension, readonly string[]][]) {
    if (!patterns.every((pattern) => parts.not[dimension]?.some((other) => covers(other, pattern)) === true) || patterns.length === 0) continue;
    reading.report(text[negated(dimension)]?.offset ?? 0, `the policy can never match: where.${negated(dimension)} leaves out all that where.${dimension} chooses`);
    whole = false;
  }
  return whole ? parts : undefined;
}

/** Everything that `pattern` matches, `other` matches too. Says yes only where that is certain. */
function covers(other: string, pattern: string): boolean {
  return other === pattern || (!other.includes("?") && globMatches(other, pattern));
}

function dimensionOf(key: string): Dimension {
  const positive = key.startsWith("not") ? key.slice(3) : key;
  return (positive.charAt(0).toLowerCase() + positive.slice(1)) as Dimension;
}

function negated(dimension: Dimension): `not${Capitalize<Dimension>}` {
  return `not${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}` as `not${Capitalize<Dimension>}`;
}
