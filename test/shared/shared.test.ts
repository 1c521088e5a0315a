import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, contentHash } from "../../src/shared/digest.js";
import { formatDuration, parseDuration } from "../../src/shared/duration.js";
import { allowedNames, editDistance, nearestName } from "../../src/shared/nearest-name.js";

describe("durations", () => {
  it.each([["90s", 90_000], ["10m", 600_000], ["1h30m", 5_400_000], ["2d", 172_800_000], ["250ms", 250], ["0", 0]])("%s is %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each(["", "10", "m", "1.5h", "-1s", "10 m", "1w"])("%j is not a duration", (text) => expect(parseDuration(text)).toBeUndefined());
  it("read back what they print", () => fc.assert(fc.property(fc.nat(10 ** 12), (ms) => { expect(parseDuration(formatDuration(ms))).toBe(ms); })));
});

describe("content hashes", () => {
  it("do not depend on the order of keys", () => {
    expect(contentHash({ a: 1, b: { c: 2, d: 3 } })).toBe(contentHash({ b: { d: 3, c: 2 }, a: 1 }));
  });
  it("differ when content differs", () => expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 })));
  it("keep what JSON keeps", () => fc.assert(fc.property(fc.jsonValue(), (value) => { expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))); })));
});

describe("the nearest known name", () => {
  it("is offered for a slip", () => expect(nearestName("hostspan", ["hostSpan", "hosts"])).toBe('; did you mean "hostSpan"?'));
  it("is not offered where every letter would be a slip", () => expect(nearestName("w", ["x", "vm"])).toBe(""));
  it("stands in front of a list that is too long to read, and behind a short one", () => {
    const many = Array.from({ length: 13 }, (_, index) => `name${index}x`);
    expect([allowedNames("nam3x", many), allowedNames("host", ["hosts", "vms"]), allowedNames("zzz", many)]).toEqual([`; did you mean "name3x"? allowed: ${many.join(", ")}`, '; allowed: hosts, vms; did you mean "hosts"?', `; allowed: ${many.join(", ")}`]);
  });
  it("is offered for swapped letters", () => expect(nearestName("wehn", ["when", "where"])).toBe('; did you mean "when"?'));
  it("is not offered when nothing is near", () => expect(nearestName("elephant", ["when", "where"])).toBe(""));
  it("is measured the same in both directions", () => fc.assert(fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => { expect(editDistance(a, b, 99)).toBe(editDistance(b, a, 99)); })));
});
