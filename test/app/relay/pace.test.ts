import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "../../../src/app/relay/pace.js";

const minute = 60_000;

test("whoever sends whenever it may sends no more in any minute than its number", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 600 }), fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }), fc.array(fc.nat(2_000), { minLength: 40, maxLength: 300 }), (perMinute, some, late) => {
    const atOnce = some === undefined ? undefined : Math.min(some, perMinute);
    const pace = new Pace({ perMinute, ...(atOnce === undefined ? {} : { atOnce }) });
    const sent: number[] = [];
    let now = 1_000_000;
    for (const pause of [...late.map((ms) => (ms > 1_900 ? ms : 0)), ...Array.from({ length: 2 * perMinute }, () => 0)]) {
      now = pace.openAt(now + pause);
      pace.take(now);
      sent.push(now);
    }
    let first = 0;
    for (const [last, at] of sent.entries()) {
      while (at - (sent[first] ?? at) >= minute) first++;
      expect(last - first + 1).toBeLessThanOrEqual(perMinute);
    }
  }));
});
