/**
 * The value at any property path of any object, read without building what the path does not need: `config.hardware.device` does not build `config`.
 * It does not say whether a path is allowed; the collector has held it against the schema before.
 */
import { isRef, isTypedValue, isVimObject, type Ref, type VimValue } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";
import { parsePath, type PathStep } from "./property-path.js";
import { readProperty, type Property } from "./property-table.js";
import { subjectOf } from "./subject.js";

export interface PropertyAt {
  /** False when the path ends early: the object is not there, an enclosing object is unset or an array has no element of that key. */
  readonly found: boolean;
  /** Undefined when not found, and when the last property itself is unset. */
  readonly value: VimValue;
}

const missing: PropertyAt = { found: false, value: undefined };

/** Reads `path`, such as "name", "runtime.host" or "config.hardware.device[2000].backing.fileName". */
export function propertyAt(world: World, session: Session | undefined, ref: Ref, path: string): PropertyAt {
  const steps = parsePath(path);
  const [first] = steps ?? [];
  if (steps === undefined || first?.kind !== "field") return missing;
  const own = session?.objects.get(ref.value);
  if (own !== undefined) return follow(own.property(first.name), steps, 1);
  const subject = subjectOf(world, ref);
  if (subject === undefined) return missing;
  let property: Property<never> | undefined = subject.properties[first.name];
  let at = 1;
  while (property !== undefined && typeof property !== "function") {
    const step = steps[at];
    if (step === undefined) break;
    if (step.kind !== "field" || !property.isSet(world, subject.object)) return missing;
    property = property.fields[step.name];
    at++;
  }
  return property === undefined ? { found: at === steps.length, value: undefined } : follow(readProperty(property, world, subject.object, session), steps, at);
}

function follow(from: VimValue, steps: readonly PathStep[], at: number): PropertyAt {
  let value = from;
  for (const step of steps.slice(at)) {
    if (isTypedValue(value)) value = value.value;
    if (step.kind === "field") {
      if (!isVimObject(value)) return missing;
      value = value[step.name];
    } else {
      value = elementOf(value, step.key);
      if (value === undefined) return missing;
    }
  }
  return { found: true, value };
}

/** The element of a keyed array; keys are numbers, texts or references. */
function elementOf(array: VimValue, key: string): VimValue {
  if (!Array.isArray(array)) return undefined;
  return (array as readonly VimValue[]).find((each) => {
    const own = isVimObject(each) ? each["key"] : undefined;
    return isRef(own) ? own.value === key : (typeof own === "string" || typeof own === "number") && String(own) === key;
  });
}
