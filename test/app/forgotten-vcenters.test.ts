import { describe, expect, it } from "vitest";
import { orphansOf } from "../../src/app/forgotten-vcenters.js";
import type { RosterEntry } from "../../src/bus/roster.js";

const entry = (id: string, beside: readonly string[] = [id], change: Partial<RosterEntry> = {}): RosterEntry => ({ instanceUuid: `uuid-${id}`, name: id, url: `https://${id}`, beside: beside.map((one) => `https://${one}`), ...change });
const mine = (...ids: readonly string[]): Parameters<typeof orphansOf>[1] => ({ urls: ids.map((id) => `https://${id}`), seen: new Map(ids.map((id) => [`https://${id}`, `uuid-${id}`])) });
const names = ({ ours, strange }: ReturnType<typeof orphansOf>): unknown => ({ ours: ours.map(({ name }) => name), strange: strange.map(({ name }) => name) });

describe("a vCenter in the roster that is not in the settings", () => {
  it("is ours when it stood beside one that is", () => {
    expect(names(orphansOf([entry("a", ["a", "b"]), entry("b", ["a", "b"])], mine("a")))).toEqual({ ours: ["b"], strange: [] });
  });
  it("is a stranger when another daemon had it", () => {
    expect(names(orphansOf([entry("a"), entry("c", ["c", "d"])], mine("a")))).toEqual({ ours: [], strange: ["c"] });
  });
  it("is neither before all of the settings have answered: one of them may be it, at a new address", () => {
    const roster = [entry("a", ["a", "b"]), entry("b", ["a", "b"])];
    expect(names(orphansOf(roster, { ...mine("a", "new-b"), seen: new Map([["https://a", "uuid-a"]]) }))).toEqual({ ours: [], strange: [] });
    expect(names(orphansOf(roster, { urls: ["https://a", "https://new-b"], seen: new Map([["https://a", "uuid-a"], ["https://new-b", "uuid-b"]]) }))).toEqual({ ours: [], strange: [] });
  });
  it("is done with once it was forgotten", () => {
    expect(names(orphansOf([entry("b", ["a", "b"], { forgottenAt: "2026-01-01T00:00:00Z" })], mine("a")))).toEqual({ ours: [], strange: [] });
  });
});
