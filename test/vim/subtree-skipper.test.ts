import { describe, expect, it } from "vitest";
import { SubtreeSkipper } from "../../src/vim/xml/subtree-skipper.js";

/** Index behind the end, feeding `size` bytes at a time; -1 when it never ends. */
function skip(text: string, size: number, whole: boolean): number {
  const skipper = new SubtreeSkipper(64);
  if (whole) skipper.beginWhole();
  else skipper.beginInside();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    const end = skipper.skip(bytes.subarray(at, at + size), 0);
    if (end >= 0) return at + end;
  }
  return -1;
}

describe.each([1, 2, 5, 1000])("fed %i bytes at a time", (size) => {
  it.each([
    ["nothing inside", "</a>rest", 2],
    ["text and elements", "x<b>y</b><c/>z</a>", 16],
    ["the same name inside", "<a></a></a>", 9],
    ["tag-like attributes", "<b c='>' d=\"/>\"/></a>", 19],
    ["a comment, CDATA and an instruction", "<!--</a>--><![CDATA[</a>]]><?x </a>?></a>", 39],
    ["spaces in the end tag", "<b></b  ></a>", 11],
  ])("the end is found behind %s", (_what, text, end) => {
    expect(skip(text, size, false)).toBe(end);
  });

  it("a whole element ends behind its own end tag, or its slash", () => {
    expect(skip("<a><b/></a><c>", size, true)).toBe(11);
    expect(skip("<a b=\"1\"/><c>", size, true)).toBe(10);
  });

  it.each(["<b></c></a>", "<b/ ></a>", "<b <c></a>", "<!DOCTYPE x></a>", "<b a=\"<\"></b></a>", "<b></b x></a>", "< b></a>"])("%s is refused", (text) => {
    expect(() => skip(text, size, false)).toThrow();
  });

  it("a cut subtree has no end", () => {
    expect(skip("<b></b>", size, false)).toBe(-1);
  });
});
