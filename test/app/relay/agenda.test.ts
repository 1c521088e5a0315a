import { beforeEach, expect, it } from "vitest";
import { Agenda } from "../../../src/app/relay/agenda.js";
import type { Telling } from "../../../src/notify/routing/next-telling.js";

let looks: number;
let telling: Telling;
let route: object;
let unsettled: Set<string>;
let agenda: Agenda;
beforeEach(() => {
  [looks, unsettled, route] = [0, new Set(), {}];
  agenda = new Agenda(() => {
    looks++;
    return telling;
  }, (key) => !unsettled.has(key), () => route);
});
const touched = (now: number, times = 1): void => {
  for (let n = 0; n < times; n++) {
    agenda.touch("k");
    agenda.judge(now);
  }
};

it("a thread that waits for its moment is looked at when it comes, however much comes before", () => {
  telling = { reason: "waits for more", kind: "fired", at: 30 };
  touched(0, 1_000);
  expect([looks, agenda.next(29), agenda.wakeAt(0, 0)]).toEqual([1, undefined, 30]);
  telling = { reason: "news", kind: "fired", at: 30 };
  agenda.judge(30);
  agenda.judge(31);
  expect([looks, agenda.next(31)]).toEqual([2, "k"]);
  touched(32, 1_000);
  expect(looks).toBe(2);
});

it("a thread to which another route leads is looked at anew", () => {
  telling = { reason: "mute time", kind: "fired", at: 30 };
  touched(0);
  route = {};
  telling = { reason: "news", kind: "raised", at: 1 };
  touched(1, 10);
  expect([looks, agenda.next(1)]).toEqual([2, "k"]);
});

it("what waits for its receiver is written down once, and again when something of it is new", () => {
  telling = { reason: "news", kind: "fired", at: 0 };
  touched(1);
  expect([agenda.toNote(1), agenda.toNote(2)]).toEqual([["k"], []]);
  touched(3, 5);
  unsettled.add("k");
  expect(agenda.toNote(3)).toEqual([]);
  unsettled.clear();
  expect([agenda.toNote(3), agenda.toNote(3)]).toEqual([["k"], []]);
});

it("news of a thread that is only to be repeated is looked at at once, and so is one that was told", () => {
  telling = { reason: "repeat", kind: "repeated", at: 1_000 };
  touched(0);
  telling = { reason: "news", kind: "raised", at: 5 };
  touched(5);
  expect([looks, agenda.next(5)]).toEqual([2, "k"]);
  agenda.told("k");
  telling = { reason: "nothing new" };
  agenda.judge(6);
  expect([looks, agenda.next(6), agenda.wakeAt(6, 6)]).toEqual([3, undefined, Number.POSITIVE_INFINITY]);
});

it("what was ready and must be put off after all is not told before", () => {
  telling = { reason: "news", kind: "fired", at: 0 };
  touched(1);
  expect(agenda.judged("k", { reason: "mute time", kind: "fired", at: 100 }, 2)).toBe(false);
  expect([agenda.next(2), agenda.toNote(2), agenda.wakeAt(2, 2)]).toEqual([undefined, [], 100]);
});
