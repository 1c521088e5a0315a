// What an action did beside what had been foreseen: told where they differ, and never where one of them is not known.
import { describe, expect, it } from "vitest";
import { copyRatesOf } from "../../src/actions/copy-rates.js";
import { differencesOf } from "../../src/actions/differences.js";
import type { Expected, Outcome } from "../../src/actions/outcome.js";

const GiB = 2 ** 30;
const expected = (change: Partial<Expected> = {}): Expected => ({ space: [], chains: [], losesSharing: [], seconds: null, ...change });
const measured = (change: Partial<Outcome> = {}): Outcome => ({ space: [], chains: [], lostSharing: [], seconds: null, expected: expected(), differences: [], missing: [], ...change });
const foreseen = (copied: number | null, freed: number | null, most: number | null): Expected["space"] => [{ datastore: "ds", copiedBytes: copied, freedBytes: freed, freedAtMostBytes: most, freeAfterBytes: null }];
const seen = (copied: number | null, freed: number | null): Outcome["space"] => [{ datastore: "ds", copiedBytes: copied, freedBytes: freed, freeAfterBytes: null }];
const disk = (before: number, after: number | null) => [{ vm: "web-1", disk: 2000, before, after }];

describe("an outcome beside its forecast", () => {
  it.each<[title: string, measured: Partial<Outcome>, expected: Partial<Expected>, told: readonly string[]]>([
    ["all as foreseen", { space: seen(2 * GiB, 0), chains: disk(3, 2) }, { space: foreseen(2 * GiB, 0, 0), chains: disk(3, 2) }, []],
    ["freed within what was thought possible", { space: seen(0, 1.5 * GiB) }, { space: foreseen(0, GiB, 2 * GiB) }, []],
    ["merged into a copy rather than into what was there", { space: seen(3 * GiB, GiB) }, { space: foreseen(2 * GiB, 0, GiB) }, []],
    ["more than foreseen", { space: seen(3 * GiB, 0) }, { space: foreseen(2 * GiB, 0, GiB) }, ["ds holds 3 GiB more than before, and between 1 GiB more and 2 GiB more was expected."]],
    ["nothing freed", { space: seen(0, 0) }, { space: foreseen(0, 2 * GiB, 2 * GiB) }, ["ds holds 0 B more than before, and 2 GiB less was expected."]],
    ["on a datastore that nobody thought of", { space: seen(GiB, 0) }, {}, ["ds holds 1 GiB more than before, and 0 B more was expected."]],
    ["a little more, for the guest goes on writing", { space: seen(2.1 * GiB, 0) }, { space: foreseen(2 * GiB, 0, 0) }, []],
    ["not known beforehand", { space: seen(GiB, 0) }, { space: foreseen(0, 0, null) }, []],
    ["not known afterwards", { space: seen(null, 0) }, { space: foreseen(0, 0, 0) }, []],
    ["levels that stayed", { chains: [] }, { chains: disk(3, 2) }, ["Disk 2000 of web-1 has 3 levels, and 2 were expected."]],
    ["levels that nobody had thought of", { chains: disk(1, 2) }, {}, ["Disk 2000 of web-1 had 1 level and has 2, which was not expected."]],
    ["levels that were not known beforehand", { chains: disk(3, 2) }, { chains: disk(3, null) }, []],
    ["sharing that went and sharing that stayed", { lostSharing: ["b"] }, { losesSharing: ["a"] }, ["Against what was expected these share disk files as before, or are gone: a.", "Against what was expected these share no disk file any more: b."]],
    ["much slower", { seconds: 600 }, { seconds: 60 }, ["It took 10m, and 1m was expected."]],
    ["as slow as anybody's", { seconds: 170 }, { seconds: 60 }, []],
    ["a time that was not known", { seconds: 600 }, {}, []],
  ])("%s", (_title, did, thought, told) => {
    expect(differencesOf(measured(did), expected(thought))).toEqual(told);
  });
});

describe("copy rates", () => {
  const wrote = (at: number, bytes: Readonly<Record<string, number>>, seconds: number) => ({ at, written: { bytes, seconds } });

  it("are the middle of the newest observations, so that one odd task counts for little", () => {
    expect(copyRatesOf([wrote(1, { a: GiB }, 10), wrote(2, { a: GiB }, 11), wrote(3, { a: GiB }, 1_000)])).toEqual(new Map([["a", GiB / 11]]));
    const old = Array.from({ length: 30 }, (_, at) => wrote(at, { a: GiB }, 100));
    const fresh = Array.from({ length: 20 }, (_, at) => wrote(1_000 + at, { a: GiB }, 10));
    expect(copyRatesOf([...old, ...fresh]).get("a")).toBe(GiB / 10);
  });

  it("are not known where nothing was seen, little was written, or two datastores shared a task", () => {
    expect(copyRatesOf([])).toEqual(new Map());
    expect(copyRatesOf([wrote(1, { a: 1_000 }, 10), wrote(1, { a: GiB, b: GiB }, 10), wrote(1, { c: GiB }, 0), wrote(1, {}, 5)])).toEqual(new Map());
  });
});
