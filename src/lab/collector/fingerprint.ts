/** A value as one number, so that a collector remembers what it sent without keeping it. It is no secret's hash and is never shown. */
import type { PropertyAt } from "../properties/property-at.js";
import { isRef, isTypedValue, isVimObject, type VimValue } from "../wire/vim-value.js";

/** Of a property that is unset, and of a path that ends early because something around it is unset. */
export const unset = -1;
export const enclosingUnset = -2;

let high = 0;
let low = 0;

/** Equal values read from the same place give equal numbers, for a reader lists its fields in one order; 53 bits, so that different values practically never do. */
export function fingerprint({ found, value }: PropertyAt): number {
  if (!found) return enclosingUnset;
  return value === undefined ? unset : hashOf(value);
}

function hashOf(value: VimValue): number {
  high = 0xdeadbeef;
  low = 0x41c6ce57;
  add(value);
  const first = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const second = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & second) + (first >>> 0);
}

function add(value: VimValue): void {
  if (typeof value !== "object") {
    addText(String(value));
  } else if (Array.isArray(value)) {
    mix(0x5b);
    for (const each of value as readonly VimValue[]) add(each);
    mix(0x5d);
  } else if (isTypedValue(value)) {
    add(value.value);
  } else if (isRef(value)) {
    addText(value.type);
    addText(value.value);
  } else if (isVimObject(value)) {
    mix(0x7b);
    for (const name in value) {
      const field = value[name];
      if (field === undefined) continue;
      addText(name);
      add(field);
    }
    mix(0x7d);
  }
}

/** By far most of the work: kept free of calls. */
function addText(text: string): void {
  let first = high;
  let second = low;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 2_654_435_761);
    second = Math.imul(second ^ code, 1_597_334_677);
  }
  high = first;
  low = second;
  mix(0x10_000 + text.length);
}

function mix(code: number): void {
  high = Math.imul(high ^ code, 2_654_435_761);
  low = Math.imul(low ^ code, 1_597_334_677);
}
