import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { actionCatalogue } from "../../src/actions/catalogue.js";
import { ActionError } from "../../src/actions/errors.js";
import { requestOf } from "../../src/actions/request-of.js";
import type { Episode } from "../../src/policies/decision.js";
import { fingerprintOf } from "../../src/policies/fingerprint.js";
import { chain, disk, vm } from "../inventory/estate.js";
import { onePolicy, worldOf } from "../policies/support.js";

const policy = onePolicy(readFileSync("config/policies/promote-after-snapshot-removal.yaml", "utf8"));
const subject = { kind: "vm", id: "vm-1" } as const;
const long = chain("v/v-2.vmdk", "v/v-1.vmdk", "v/v.vmdk");
const world = worldOf([
  vm("vm-1", { name: "web", instanceUuid: "uuid-1", disks: [disk(2000, long), disk(2001, chain("v/w.vmdk")), disk(2002, chain("v/x-1.vmdk", "v/x.vmdk", "base/x.vmdk"))] }),
  vm("vm-2", { disks: [disk(2000, chain("c/c.vmdk", "base/x.vmdk"))] }),
]);
const episode: Episode = {
  policy: policy.name, subject, subjectName: "web", fingerprint: fingerprintOf("vc-1", policy.name, subject), state: "active", episode: 3, transition: 0,
  since: 0, activeAt: 120_000, endedAt: undefined, severity: undefined, cause: { user: "eve", task: "task-7", via: "vcenter" }, published: undefined,
};
const input = { policy, world, episode, vcenter: "vc-1", now: 120_000 };

describe("a request to promote", () => {
  it("names the disks that have levels to fold away, why, until when and within which limits", () => {
    expect(requestOf(input, actionCatalogue)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown, verb: "promote", state: "requested",
      target: { type: "VirtualMachine", id: "vm-1", name: "web", instanceUuid: "uuid-1" },
      params: { unlink: false, disks: [2000, 2002] },
      policy: policy.name, fingerprint: episode.fingerprint,
      reasons: [
        "Disk 2000 (Hard disk 1) has 2 levels that no snapshot and no other VM needs: [ds1] v/v-1.vmdk, [ds1] v/v.vmdk",
        "Disk 2002 (Hard disk 3) has 1 level that no snapshot and no other VM needs: [ds1] v/x.vmdk",
      ],
      forecast: {
        folded: ["datastore-1:v/v-1.vmdk", "datastore-1:v/v.vmdk", "datastore-1:v/x.vmdk"], copied: [], deleted: [], losesSharing: [], dependants: [], orphans: [], seconds: null,
        chains: [{ vm: "web", disk: 2000, before: 3, after: 1 }, { vm: "web", disk: 2002, before: 3, after: 2 }],
        space: [{ datastore: "datastore-1", copiedBytes: 0, freedBytes: 0, freedAtMostBytes: null, freeAfterBytes: null }],
        missing: [...["v/v-1", "v/v-2", "v/v", "v/x-1", "v/x"].map((file) => `layoutEx (size of datastore-1:${file}.vmdk)`), "summary.freeSpace of datastore-1"],
      },
      cause: { user: "eve", task: "task-7", via: "vcenter" },
      requestedAt: "1970-01-01T00:02:00.000Z", notAfter: "1970-01-01T01:02:00.000Z",
      limits: { perDatastore: 2, perHost: 2, perHour: 20, keepFreePercent: 15, windows: [{ days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], from: "22:00", to: "05:00", zone: "Europe/Berlin" }] },
      verify: { within: "45m", that: "vm.disks.all(d, d.unneededLevels == 0)" },
    });
  });

  it("has the same id for the same episode, whenever it is asked, and another for the next", () => {
    const first = requestOf(input, actionCatalogue).id;
    expect(requestOf({ ...input, now: 999_000 }, actionCatalogue).id).toBe(first);
    expect(requestOf({ ...input, episode: { ...episode, episode: 4 } }, actionCatalogue).id).not.toBe(first);
    expect(requestOf({ ...input, vcenter: "vc-2" }, actionCatalogue).id).not.toBe(first);
  });

  it.each([["enforce", "requested"], ["propose", "proposed"], ["shadow", "shadow"]] as const)("in mode %s is %s", (mode, state) => {
    expect(requestOf({ ...input, policy: { ...policy, mode } }, actionCatalogue).state).toBe(state);
  });

  it("with unlink tells what is shared; without disks it speaks of all of them", () => {
    const unlink = onePolicy("policy: u\nmode: propose\neach: vm\nwhen: vm.linked\ndo: { promote: { unlink: true } }");
    const request = requestOf({ ...input, policy: unlink }, actionCatalogue);
    expect(request.params).toEqual({ unlink: true });
    expect(request.reasons).toContain("Disk 2002 (Hard disk 3) stands on 1 level shared with other VMs");
    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
  });

  it("is refused where nothing may be asked: no action, mode off, or parameters unknown", () => {
    const alert = onePolicy("policy: a\nmode: enforce\neach: vm\nwhen: vm.linked\nalert: { severity: info }");
    expect(() => requestOf({ ...input, policy: alert }, actionCatalogue)).toThrow(ActionError);
    expect(() => requestOf({ ...input, policy: { ...policy, mode: "off" } }, actionCatalogue)).toThrow(ActionError);
    expect(() => requestOf({ ...input, world: worldOf([]) }, actionCatalogue)).toThrow(/parameters must be known: missing vm/);
  });
});

describe("the catalogue of actions", () => {
  it("is alphabetical, and every action can be looked up by its verb", () => {
    const verbs = actionCatalogue.map((action) => action.verb);
    expect(verbs).toEqual([...verbs].sort());
    expect(new Set(verbs).size).toBe(verbs.length);
  });
});
