import fc from "fast-check";
import { expect, it, test } from "vitest";
import { cleanText, cutText } from "../../src/notify/clean-text.js";
import { nastyTexts } from "./alert-samples.js";

const textLike = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constantFrom(...nastyTexts), fc.string({ maxLength: 200 }));

it("makes one bounded line of any text, without control characters, marks of direction, invisible characters and halves", () => {
  fc.assert(fc.property(textLike, fc.integer({ min: 1, max: 300 }), (text, max) => {
    const clean = cleanText(text, max);
    expect(Array.from(clean).length).toBeLessThanOrEqual(max);
    expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(clean).toBe(clean.trim());
    expect(clean).not.toMatch(/\p{M}{5}/u);
  }));
});

it("cleaning twice is cleaning once", () => {
  fc.assert(fc.property(textLike, (text) => {
    const once = cleanText(text, 200);
    expect(cleanText(once, 200)).toBe(once);
  }));
});

test.each([
  ["a name as people write them", "web-1 (Köln) 漢字", "web-1 (Köln) 漢字"],
  ["lines", "one\r\n\r\n two\tthree", "one two three"],
  ["a name that reads backwards", "\u202Egnp.exe", "gnp.exe"],
  ["half a character", "a\uD800b", "a\uFFFDb"],
])("%s", (_title, text, expected) => {
  expect(cleanText(text, 100)).toBe(expected);
});

it("cuts between characters, never inside one", () => {
  expect(cutText("🙂🙂🙂", 2)).toBe("🙂…");
  expect(cutText("🙂🙂", 2)).toBe("🙂🙂");
});
