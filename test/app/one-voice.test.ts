import { expect, it } from "vitest";
import { concernsOf } from "../../src/app/reload/concerns.js";
import { OneVoice } from "../../src/app/reload/one-voice.js";

const settings = { policiesDirectory: "policies", vcenters: [{ name: "east" }, { name: "west" }] };
const wrong = concernsOf({ since: 0, wrong: ["a.yaml:1:1: wrong"] }, settings);

it("of several vCenters one tells that the policies are rejected, whichever asks first, until they are mended", () => {
  const voice = new OneVoice();
  expect(["east", "west"].map((vcenter) => voice.toldBy(vcenter, []))).toEqual([[], []]);
  expect(["west", "east", "west"].map((vcenter) => voice.toldBy(vcenter, wrong).length)).toEqual([1, 0, 1]);
  expect(["east", "west"].map((vcenter) => voice.toldBy(vcenter, []))).toEqual([[], []]);
  expect(["east", "west"].map((vcenter) => voice.toldBy(vcenter, wrong).length)).toEqual([1, 0]);
});

it("the alert says for whom it speaks", () => {
  expect(wrong[0]?.description).toMatch(/once for all vCenters of this daemon: east, west$/);
});

it("the summary is short enough to be read, whatever is wrong; the description has all of it", () => {
  const long = `a.yaml:1:1: unknown field; allowed: ${"name, ".repeat(200)}`;
  const [concern] = concernsOf({ since: 0, wrong: [long, "b.yaml:1:1: wrong"] }, settings);
  expect(concern?.summary.length).toBeLessThan(330);
  expect(concern?.summary).toMatch(/^Policies in .* do not take effect: a\.yaml:1:1: unknown field; .*… \(and 1 more\)$/);
  expect(concern?.description).toContain(long);
});
