import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matcherText, matches, matchesNothing, parseMatcher, type Matcher } from "../../src/alerts/matcher.js";
import { silenceSet, silenceState, type Silence } from "../../src/alerts/silence.js";

const labels = { policy: "clone-group-ha-span", severity: "warning", name: "vdi-042" };

describe("a matcher", () => {
  it.each([
    ["policy=clone-group-ha-span", true], ['policy="clone-group-ha-span"', true], ["policy = clone", false], ["severity!=critical", true], ["severity!=warning", false],
    ["name=~vdi-[0-9]+", true], ["name=~vdi", false], ["name!~vdi", true], ["name!~vdi-.*", false], ["team=", true], ["team!=storage", true], ["team=~.+", false],
    ['name="vdi\\u002d042"', true], ["constructor=", true],
  ])("%s over the labels gives %s", (text, expected) => {
    const matcher = parseMatcher(text);
    expect(typeof matcher === "string" ? matcher : matches(matcher)(labels)).toBe(expected);
  });

  it.each([
    ["policy", /is no matcher; allowed: label=value/], ["1a=b", /is no matcher/], ['a="b', /must end with one/], ["a=~(", /no regular expression that RE2 knows/],
    ["a=~(?=b)", /no regular expression that RE2 knows/], [`a=${"x".repeat(1_025)}`, /may have 1024 characters/],
  ])("%s is refused with a sentence", (text, words) => {
    expect(parseMatcher(text)).toMatch(words);
  });

  it("is spelled so that it reads back as the same", () => {
    const any = fc.record({ label: fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/), op: fc.constantFrom("=" as const, "!=" as const), value: fc.string({ unit: "binary", maxLength: 40 }) });
    fc.assert(fc.property(any, (matcher: Matcher) => {
      expect(parseMatcher(matcherText(matcher))).toEqual(matcher);
    }), { numRuns: 200 });
  });

  it("knows whether it would also hold alerts without its label", () => {
    expect(["a=", "a!=b", "a=~.*", "a!~b", "a=b", "a=~b+"].map((text) => matchesNothing(parseMatcher(text) as Matcher))).toEqual([true, true, true, true, false, false]);
  });
});

describe("silences", () => {
  const at = (minutes: number): string => new Date(minutes * 60_000).toISOString();
  const silence = (id: string, from: number, to: number, ...texts: readonly string[]): Silence => ({
    id, author: "ann", comment: "work", createdAt: at(0), startsAt: at(from), endsAt: at(to), matchers: texts.map((text) => parseMatcher(text) as Matcher),
  });
  const set = silenceSet([silence("b", 10, 20, "severity=warning"), silence("a", 0, 15, "name=~vdi-.*", "severity=warning"), silence("c", 0, 60, "severity=critical")]);

  it("hold an alert from their start until before their end, all matchers matching", () => {
    expect([0, 9, 10, 14, 15, 19, 20].map((minute) => set.of(labels, minute * 60_000))).toEqual([["a"], ["a"], ["a", "b"], ["a", "b"], ["b"], ["b"], undefined]);
    expect(set.of({ ...labels, severity: "info" }, 0)).toBeUndefined();
  });

  it("say when one of them begins or ends next", () => {
    expect([-1, 0, 10, 15, 20, 60].map((minute) => set.nextChange(minute * 60_000))).toEqual([0, 600_000, 900_000, 1_200_000, 3_600_000, undefined]);
    expect([5, 10, 20].map((minute) => silenceState(set.silences[1]!, minute * 60_000))).toEqual(["pending", "active", "expired"]);
  });
});
