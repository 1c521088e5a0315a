import { expect, test } from "vitest";
import { BySubject } from "../../src/streams/by-subject.js";
import { episodeKey, subjectKey } from "../../src/streams/line-state.js";

const [here, there] = [{ kind: "vm", id: "vm-1" }, { kind: "group", id: "a group" }] as const;

test("a subject is held as long as some policy has something of it", () => {
  const map = new BySubject<number>();
  map.set(episodeKey("one", here), 1).set(episodeKey("two", here), 2).set(episodeKey("two", here), 3).set(episodeKey("one", there), 4);
  expect([here, there].map((subject) => map.holds(subjectKey(subject)))).toEqual([true, true]);
  expect(map.delete(episodeKey("one", here))).toBe(true);
  expect(map.delete(episodeKey("one", here))).toBe(false);
  expect(map.holds(subjectKey(here))).toBe(true);
  map.delete(episodeKey("two", here));
  expect([here, there].map((subject) => map.holds(subjectKey(subject)))).toEqual([false, true]);
  map.clear();
  expect(map.holds(subjectKey(there))).toBe(false);
});
