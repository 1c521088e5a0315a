/** What an action's record alone decides: how much its policy touches, what an approval is bound to, windows in nights of changing clocks, expiry. */
import { describe, expect, it } from "vitest";
import { mostTouched, touchedBy } from "../../src/actions/blast.js";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { intentOf, moved } from "../../src/actions/intent.js";
import { judgeRecord } from "../../src/actions/judge-intent.js";
import { offerHash, sameCall } from "../../src/actions/offer.js";
import type { Operation } from "../../src/actions/operation.js";
import type { ActionRequest } from "../../src/actions/request.js";
import { onePolicy } from "../policies/support.js";

const request: ActionRequest = {
  id: "a1", verb: "promote", state: "requested", target: { type: "VirtualMachine", id: "vm-1", name: "desk", instanceUuid: "u1" }, params: { unlink: false }, policy: "p", fingerprint: "f", reasons: ["why"],
  forecast: { folded: [], copied: [], deleted: [], space: [], chains: [], losesSharing: [], dependants: [], orphans: [], seconds: null, missing: [] }, requestedAt: "2026-03-28T12:00:00Z", notAfter: "2026-04-28T12:00:00Z", limits: {},
};
const noon = Date.parse(request.requestedAt);

describe("how many objects a policy touches", () => {
  it("counts each once, those of the last hour, and not what a person asked for or has let go on", () => {
    const at = (id: string, minutes: number, change: Partial<ActionRequest> = {}, sender?: string) =>
      intentOf("vc", { ...request, id, target: { ...request.target, id }, requestedAt: new Date(noon + minutes * 60_000).toISOString(), ...change }, sender);
    const intents = [at("vm-1", 0), at("vm-1", 1), at("vm-2", 2), at("vm-3", -61), at("vm-4", 3, { policy: "q" }), at("vm-5", 3, {}, "ann")];
    const touched = (allowedSince: number): readonly string[] => [...touchedBy("p", intents, noon + 4 * 60_000, allowedSince)];
    expect([touched(0), touched(noon + 90_000)]).toEqual([["vm-1", "vm-2"], ["vm-2"]]);
    expect([mostTouched({ entities: 20, percent: 5 }, 100), mostTouched({ entities: 20, percent: 5 }, 1_000)]).toEqual([20, 50]);
  });
});

describe("what was approved", () => {
  const promote: Operation = { kind: "PromoteDisks_Task", vm: "vm-1", unlink: false };
  const hash = offerHash(request, "text", promote);
  it.each<readonly [string, string]>([
    ["another policy text", offerHash(request, "other", promote)],
    ["another VM", offerHash({ ...request, target: { ...request.target, instanceUuid: "u2" } }, "text", promote)],
    ["other parameters", offerHash({ ...request, params: { unlink: true } }, "text", promote)],
    ["another call", offerHash(request, "text", { ...promote, unlink: true })],
    ["another verb", offerHash({ ...request, verb: "consolidate" }, "text", promote)],
  ])("is something else with %s", (_, other) => {
    expect(other).not.toBe(hash);
  });

  it("is the same whatever has only moved on, and so is a call", () => {
    expect(offerHash({ ...request, id: "a2", reasons: [], notAfter: "2027-01-01T00:00:00Z" }, "text", promote)).toBe(hash);
    const add = (changeVersion: string): Operation => ({ kind: "ReconfigVM_Task", vm: "vm-1", changeVersion, addDeltaTo: [2000] });
    expect([sameCall(add("1"), add("2")), sameCall(promote, { ...promote, unlink: true })]).toEqual([true, false]);
  });
});

describe("a very long story", () => {
  it("keeps how it began, what people said, where it stopped, and the latest steps", () => {
    let intent = intentOf("vc", request, "ann");
    for (let step = 0; step < 800; step++) intent = moved(intent, step === 300 ? "failed" : step === 301 ? "approved" : "running", { at: noon, reasons: [`step ${step}`], ...(step === 301 ? { by: "bob" } : {}) });
    expect(intent.story).toHaveLength(200);
    expect(intent.story.slice(0, 3)).toMatchObject([{ n: 1, by: "ann" }, { state: "failed", reasons: ["step 300"] }, { by: "bob", state: "approved" }]);
    expect(intent.story.slice(3).map(({ n }) => n)).toEqual(Array.from({ length: 197 }, (_, index) => 605 + index));
  });
});

describe("a record by itself", () => {
  const policy = onePolicy(`policy: p\nmode: enforce\neach: vm\nwhen: vm.name == "desk"\ndo: { promote: { unlink: false } }\nlimits: { window: "22:00-05:00 Europe/Berlin" }\n`);
  const action = actionCatalogue.find(({ verb }) => verb === "promote");
  const judged = (at: string, change: Parameters<typeof moved>[3] = {}) => judgeRecord({ intent: moved(intentOf("vc", request), "requested", { at: noon, reasons: ["It waits."] }, change), policy, action, now: Date.parse(at), approvalValidMs: 3_600_000 });
  const shut = { kind: "wait", reasons: ["Outside its maintenance window: 22:00-05:00 Europe/Berlin."] };

  it.each([
    ["before the window, in winter time", "2026-03-28T20:59:59Z", shut],
    ["in the night in which the clocks go forward", "2026-03-29T00:59:59Z", undefined],
    ["still open behind the hour that is not there", "2026-03-29T02:59:59Z", undefined],
    ["shut an hour earlier than the night before", "2026-03-29T03:00:00Z", shut],
    ["the next evening it opens by summer time", "2026-03-29T20:00:00Z", undefined],
  ])("%s", (_, at, expected) => {
    expect(judged(at)).toEqual(expected);
  });

  it.each<readonly [string, Parameters<typeof moved>[3], object]>([
    ["is cancelled by whoever said so", { cancel: { by: "ann", at: noon } }, { kind: "end", state: "cancelled", by: "ann" }],
    ["expires when its approval was not used", { approval: { by: "ann", at: Date.parse("2026-03-28T22:00:00Z"), hash: "h" } }, { kind: "end", state: "expired" }],
    ["waits until it may be tried again, and says why", { retryAt: Date.parse("2026-03-29T01:00:00Z") }, { kind: "wait", reasons: ["It waits."] }],
    ["expires at its time", { request: { ...request, notAfter: "2026-03-29T00:00:00Z" } }, { kind: "end", state: "expired" }],
    ["is cancelled with the policy's other wish", { request: { ...request, verb: "consolidate" } }, { kind: "end", state: "cancelled", reasons: ["Policy p does not ask for consolidate any more."] }],
  ])("%s", (_, change, expected) => {
    expect(judged("2026-03-29T00:30:00Z", change)).toMatchObject(expected);
  });
});
