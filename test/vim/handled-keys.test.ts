// Which events were handled, against a plain set; through any number of restarts, in any order, within its bound.
import fc from "fast-check";
import { expect, test } from "vitest";
import { HandledKeys, type HandledRecord } from "../../src/vim/history/handled-keys.js";

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
const nothing: HandledRecord = { since: at(0), runs: [] };
const keys = fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 40 });

test("it knows exactly what it was told, restarts between or not", () => {
  fc.assert(fc.property(fc.array(keys, { minLength: 1, maxLength: 4 }), (lives) => {
    let record = nothing;
    const told = new Set<number>();
    for (const life of lives) {
      const handled = new HandledKeys(record, at(50));
      for (const key of life) {
        handled.add(key, at(50));
        told.add(key);
      }
      record = JSON.parse(JSON.stringify(handled.read())) as HandledRecord;
      const reborn = new HandledKeys(record, at(50));
      for (let key = -32; key <= 32; key++) expect([key, reborn.has(key, at(50))]).toEqual([key, told.has(key)]);
      expect(reborn.read()).toEqual(record);
    }
  }));
});

test("what is too old to be read again counts as handled and is forgotten, younger keys are not", () => {
  const handled = new HandledKeys(nothing, at(0));
  for (const [key, second] of [[1, 1], [3, 3], [5, 5], [6, 6]] as const) handled.add(key, at(second));
  handled.forgetBefore(at(4));
  expect([handled.has(2, at(2)), handled.has(4, at(4)), handled.has(5, at(5))]).toEqual([true, false, true]);
  expect(handled.read()).toEqual({ since: at(4), runs: [5, 2] });
  handled.forgetBefore(at(1));
  expect(handled.read().since).toBe(at(4));
});

test("of more holes than it may keep the oldest is forgotten", () => {
  const handled = new HandledKeys(nothing, at(0), 3);
  for (const key of [1, 3, 5, 7, 9]) handled.add(key, at(1));
  expect(handled.read().runs).toEqual([1, 5, 1, 1, 1, 1]);
  expect([2, 4, 6, 8, 10].map((key) => handled.has(key, at(1)))).toEqual([true, true, false, false, false]);
});
