import { describe, expect, it } from "vitest";
import type { Standing } from "../../src/app/observation.js";
import type { LiveEpisode } from "../../src/app/door/wire.js";
import { drawEpisode } from "../../src/cli/draw-episode.js";
import { paletteFor } from "../../src/cli/palette.js";
import { drawEffects } from "../../src/cli/policy-diff.js";
import { linesOf } from "../../src/cli/policy-list.js";
import { looksAtNothing } from "../../src/policies/looks-at-nothing.js";
import { swapEffects } from "../../src/policies/swap-effect.js";
import { linkedEstate, loaded, onePolicy, worldOf } from "../policies/support.js";

const palette = paletteFor({});
const world = worldOf([...linkedEstate(12), { type: "VirtualMachine", ref: "vm-99", kind: "enter", set: { name: "blind", host: "host-1" }, unreadable: ["disks"] }]);
const policy = (name: string, when: string, more = ""): string => `policy: ${name}\nmode: enforce\neach: vm\nwhen: ${JSON.stringify(when)}\nalert: { severity: info }\n${more}`;

describe("tetherd policy diff", () => {
  const effects = (before: readonly string[], after: readonly string[]): readonly string[] => {
    const work = swapEffects(loaded(...before), loaded(...after), () => world);
    let step = work.next();
    while (step.done !== true) step = work.next();
    return drawEffects(step.value, palette);
  };

  it("says what begins, what ends, what cannot be judged, and to look twice where almost everything matches", () => {
    expect(effects([policy("a", "vm.name == 'clone-1'"), policy("gone", "vm.name == 'base'")], [policy("a", "vm.name == 'clone-2'"), policy("new", "vm.depth > 0")])).toEqual([
      "~ a changed (enforce): holds for 1 of 13", "    alerts that would begin: 1 (clone-2)", "    alerts that would resolve: 1 (clone-1)",
      "- gone removed", "    alerts that would resolve: 1 (base)",
      "+ new added (enforce): holds for 12 of 13, unknown for 1", "    alerts that would begin: 12 (base, clone-1, clone-2, clone-3, clone-4, clone-5, clone-6, clone-7, …)", "    LOOK TWICE: it matches 12 of 13 objects, which is 92 % of all it looks at",
      "as conditions stand now; how long they must hold, silences and limits come on top",
    ]);
  });

  it("says what has another severity, and from which mode to which", () => {
    const one = (mode: string, severity: string): string => policy("a", "vm.name == 'base'").replace("enforce", mode).replace("info", severity);
    expect(effects([one("enforce", "info")], [one("propose", "error")]).slice(0, 2)).toEqual(["~ a changed (enforce to propose): holds for 1 of 13", "    alerts that would have another severity: 1 (base (info to error))"]);
  });

  it("says what is resolved when a policy looks at another kind of object", () => {
    expect(effects([policy("a", "vm.name == 'base'")], [policy("a", "host.name == 'esx1'").replace("each: vm", "each: host")])).toEqual(expect.arrayContaining(["    alerts that would begin: 1 (esx1)", "    alerts that would resolve: 1 (base)"]));
  });

  it("sees no difference in places, order and comments, and one in a mode", () => {
    expect(effects([policy("a", "vm.linked"), policy("b", "vm.busy")], [`# moved\n${policy("b", "vm.busy")}`, policy("a", "vm.linked")])).toEqual(["no policy differs"]);
    expect(effects([policy("a", "vm.name == 'base'")], [policy("a", "vm.name == 'base'").replace("enforce", "shadow")])).toContain("    alerts that would resolve: 1 (base)");
  });
});

describe("tetherd policy diff over definitions", () => {
  it.each([
    ["a list that where: chooses by", "where: { name: [{ list: mine }] }", "vm.depth > 0"],
    ["a list that a condition looks into", "", "vm.name in mine"],
    ["a list that a condition looks into by way of another definition", "", "chosen"],
  ])("sees what changes by %s", (_title, more, when) => {
    const set = (name: string) => loaded(`define: mine\nlist: [${name}]\n`, "define: chosen\neach: vm\ncondition: vm.name in mine\n", policy("a", when, more), policy("user", "chosen"));
    const work = swapEffects(set("clone-1"), set("clone-2"), () => world);
    let step = work.next();
    while (step.done !== true) step = work.next();
    expect(step.value.find(({ policy: name }) => name === "a")).toMatchObject({ change: "changed", fires: ["clone-2"], resolves: ["clone-1"] });
  });
});

describe("tetherd policy list", () => {
  const set = loaded(policy("a", "vm.name == 'clone-1'"), policy("b", "vm.depth > 5", "where: { name: 'clone-*' }"), policy("c", "vm.depth > 5"), policy("off", "vm.linked").replace("enforce", "off"));
  const episode = (state: LiveEpisode["state"]): LiveEpisode => ({ policy: "a", subject: { kind: "vm", id: "vm-2" }, subjectName: "clone-1", fingerprint: "f", state, episode: 1, transition: 0, since: 0, activeAt: undefined, endedAt: undefined, severity: "info", cause: undefined, labels: {}, annotations: {} });

  it("counts scope, matches and unknowns of each policy, and leaves to a daemon what only it knows", () => {
    expect(linesOf(set, [{ world }], [undefined])).toMatchObject([
      { policy: "a", mode: "enforce", scope: 13, matches: 1, unknown: 0, pending: undefined, firing: undefined, evaluations: undefined },
      { policy: "b", scope: 11, matches: 0, unknown: 0 }, { policy: "c", scope: 13, unknown: 1 }, { policy: "off", mode: "off", scope: 0, matches: 0 },
    ]);
    const standing: Standing = { policies: set.hash, episodes: [episode("active"), episode("pending"), episode("ended")], unknown: [], silences: [], work: { a: { evaluations: 7, lastMatchAt: 1_000 } } };
    expect(linesOf(set, [{ world }, { world }], [standing, standing])[0]).toMatchObject({ scope: 26, matches: 2, pending: 2, firing: 2, evaluations: 14, lastMatchAt: "1970-01-01T00:00:01.000Z" });
  });
});

describe("a policy whose where: chooses nothing there is", () => {
  it.each([
    ['{ cluster: "prd-*" }', 'looks at nothing: where.cluster takes "prd-*", and there is prod-a'],
    ['{ name: "clone-*", host: [esx98, esx99] }', 'looks at nothing: where.host takes "esx98", "esx99", and there is esx1, esx2, esx3, esx4, esx5, …'],
    ['{ notCluster: "prod-*" }', 'looks at nothing: where.notCluster leaves out "prod-*", and there is prod-a'],
    ['{ name: clone-1, host: esx5 }', "looks at nothing: no vm meets all of its where:"],
  ])("is named with what it takes and what there is: %s", (where, message) => {
    expect(looksAtNothing(loaded(policy("a", "vm.linked", `where: ${where}`), policy("b", "vm.linked", "where: { name: base }"), policy("c", "vm.linked")), [world])).toEqual([{ policy: "a", message }]);
  });

  it("may be of use in another vCenter", () => {
    const other = worldOf(linkedEstate(2).map((update) => (update.type === "VirtualMachine" ? { ...update, set: { ...update.set, name: "elsewhere" } } : update)));
    expect(looksAtNothing(loaded(policy("a", "vm.linked", "where: { name: elsewhere }")), [world, other])).toEqual([]);
  });
});

describe("what stands, in words", () => {
  const forTen = onePolicy(policy("a", "vm.linked", "for: 10m\n").replace("{ severity: info }", "{ severity: info, keepFiringFor: 5m }"));
  const base: LiveEpisode = { policy: "a", subject: { kind: "vm", id: "vm-1" }, subjectName: "x", fingerprint: "f", state: "pending", episode: 1, transition: 0, since: 0, activeAt: undefined, endedAt: undefined, severity: "warning", cause: undefined, labels: {}, annotations: {} };
  it.each<[string, Partial<LiveEpisode>, RegExp]>([
    ["a pending one with the time it ripens, unknown time added", { frozenMs: 60_000 }, /pending since 1970-01-01T00:00:00Z \(2m ago\); ripe 1970-01-01T00:11:00Z \(in 9m\)/],
    ["one whose clock stands still", { frozenAt: 60_000 }, /its clock stands still since 1970-01-01T00:01:00Z \(1m ago\), for the data is missing/],
    ["a firing one, told and silenced", { state: "active", activeAt: 60_000, toldAt: 60_000, transition: 3, silencedBy: ["s1"] }, /firing with warning since .*\(1m ago\)[\s\S]*last told[\s\S]*3 messages so far[\s\S]*silenced by s1/],
    ["a shadow one", { state: "active", activeAt: 60_000, shadow: true }, /would fire \(shadow\)/],
    ["one silenced by somebody, with the reason", { state: "active", activeAt: 60_000, silencedBy: ["s2"] }, /silenced by s2 of ann until 1970-01-01T01:00:00Z \(in 58m\): storage work/],
    ["one that flaps, with its end", { state: "lingering", activeAt: 0, endedAt: 60_000, flapping: { since: 30_000, unmovedSince: 60_000 } }, /it stays for keepFiringFor, until 1970-01-01T00:06:00Z[\s\S]*has kept still, 1970-01-01T00:06:00Z \(in 4m\) at the earliest/],
    ["one that lingers", { state: "lingering", activeAt: 0, endedAt: 60_000 }, /its condition ended .*\(1m ago\); it stays for keepFiringFor, until .*\(in 4m\)/],
    ["an armed one", { state: "ended", armedAt: 60_000 }, /armed by a fact/],
  ])("tells %s", (_what, more, words) => {
    expect(drawEpisode({ ...base, ...more }, forTen, { now: 120_000, silences: [{ id: "s2", matchers: [], author: "ann", comment: "storage work", createdAt: "1970-01-01T00:00:00Z", startsAt: "1970-01-01T00:00:00Z", endsAt: "1970-01-01T01:00:00Z" }] }, palette).join("\n")).toMatch(words);
  });
});
