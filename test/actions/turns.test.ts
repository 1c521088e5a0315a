/** In which order actions begin, and what holds a kind of them or those who fight back. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failed, mayPass, passed, withTrial, type BreakerRule } from "../../src/actions/breaker.js";
import type { Breaker, Deed } from "../../src/actions/desk.js";
import { fighters, withDeed } from "../../src/actions/fights.js";
import { inSight, inTurn, urgencyOf, type Waiting } from "../../src/actions/order.js";

const waiting = (text: string): readonly Waiting[] => text.split(" ").map((id, since) => ({ id, policy: id[0] ?? "", urgency: 0, since }));
const idsOf = (list: readonly Waiting[]): string => list.map(({ id }) => id).join(" ");

describe("turns", () => {
  it.each([
    ["one of each policy", "a1 a2 a3 b1 b2 c1", {}, "a1 b1 c1 a2 b2 a3"],
    ["who has fewest at work comes first", "a1 a2 b1 b2", { a: 2 }, "b1 b2 a1 a2"],
    ["who has waited longest, where all else is the same", "b1 a1", {}, "b1 a1"],
  ])("%s", (_, list, atWork, expected) => {
    expect(idsOf(inTurn(waiting(list), new Map(Object.entries(atWork))))).toBe(expected);
  });

  it("people first, then by severity, before anybody's turn", () => {
    expect([urgencyOf(true, undefined) > urgencyOf(false, "critical"), urgencyOf(false, "critical") > urgencyOf(false, "warning"), urgencyOf(false, undefined)]).toEqual([true, true, 0]);
    const [a1, a2, b1] = waiting("a1 a2 b1");
    expect(idsOf(inTurn([{ ...a1!, urgency: 1 }, { ...a2!, urgency: 2 }, b1!], new Map([["a", 9]])))).toBe("a2 a1 b1");
  });

  it("nobody is kept from sight for ever by many who wait for something else", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 2, max: 12 }), (count, most) => {
      const order = waiting(Array.from({ length: count }, (_, index) => `a${index}`).join(" "));
      const looked = new Set<string>();
      const seen = new Set<string>();
      for (let round = 0; round < Math.ceil(count / Math.floor(most / 2)) + 1; round++) {
        if (order.every(({ id }) => looked.has(id))) looked.clear();
        for (const { id } of inSight(order, most, looked).slice(0, most)) {
          looked.add(id);
          seen.add(id);
        }
      }
      expect(seen.size).toBe(count);
      expect(inSight(order, most, looked)).toHaveLength(count);
      expect(inSight(order, most, looked)[0]).toBe(order[0]);
    }));
  });
});

describe("the breaker", () => {
  const rule: BreakerRule = { failures: 3, withinMs: 100, openMs: 50, mostOpenMs: 150 };
  const failing = (times: readonly number[]): Breaker | undefined => times.reduce<Breaker | undefined>((one, at) => failed(one, `f${at}`, at, rule), undefined);

  it.each<readonly [string, Breaker | undefined, number, "yes" | "trial" | "no"]>([
    ["none at all", undefined, 0, "yes"],
    ["two failures", failing([0, 10]), 20, "yes"],
    ["three, but not within the time", failing([0, 60, 120]), 130, "yes"],
    ["three", failing([0, 10, 20]), 69, "no"],
    ["three, and the time is over", failing([0, 10, 20]), 70, "trial"],
    ["somebody else tries", withTrial(failing([0, 10, 20])!, "other"), 70, "no"],
    ["this one tries, and is asked again", withTrial(failing([0, 10, 20])!, "me"), 70, "trial"],
  ])("%s", (_, breaker, now, expected) => {
    expect(mayPass(breaker, "me", now)).toBe(expected);
  });

  it("opens twice as long each time that a trial fails, up to the most", () => {
    let breaker = failing([0, 10, 20])!;
    for (const [now, until] of [[70, 170], [170, 320], [320, 470]] as const) {
      breaker = failed(withTrial(breaker, "me"), "me", now, rule);
      expect([breaker.openUntil, mayPass(breaker, "x", until - 1), mayPass(breaker, "x", until)]).toEqual([until, "no", "trial"]);
    }
  });

  it("closes when a trial goes well; one that ends neither way lets another try; an old action that ends well changes nothing", () => {
    const open = withTrial(failing([0, 10, 20])!, "me");
    expect(mayPass(passed(open, "me", "success"), "x", 30)).toBe("yes");
    expect(mayPass(passed(open, "me", "neutral"), "x", 70)).toBe("trial");
    expect(mayPass(passed(open, "old", "success"), "x", 70)).toBe("no");
    expect(failed(open, "old", 30, rule)).toEqual(open);
  });
});

describe("fights", () => {
  const deed = (content: string, at: number, policy = "p", entity = "vm-1"): Deed => ({ entity, content, policy, at });
  it.each<readonly [string, readonly Deed[], readonly string[]]>([
    ["done twice before", [deed("on", 1), deed("off", 2, "q"), deed("on", 3), deed("off", 4, "q")], []],
    ["undone three times", [deed("on", 1), deed("off", 2, "q"), deed("on", 3), deed("off", 4, "q"), deed("on", 5), deed("off", 6, "q")], ["p", "q"]],
    ["undone three times by somebody else", [deed("on", 1), deed("on", 3), deed("on", 5)], ["p"]],
    ["elsewhere", [deed("on", 1), deed("on", 3), deed("on", 5, "p", "vm-2")], []],
    ["long ago", [deed("on", -95), deed("on", 3), deed("on", 5)], []],
  ])("%s", (_, deeds, expected) => {
    expect(fighters(deeds, deed("on", 7), 100)).toEqual(expected);
  });

  it("what is past is forgotten, and not more is kept than is needed", () => {
    expect(withDeed([deed("on", 0), deed("on", 60)], deed("on", 100), 100).map(({ at }) => at)).toEqual([60, 100]);
    expect(withDeed(Array.from({ length: 600 }, (_, at) => deed("on", at)), deed("on", 600), 10_000)).toHaveLength(500);
  });
});
