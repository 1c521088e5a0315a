/** Small, complete messages for tests: an alert, an action request and a fact, each with what the test wants different. */
import type { ActionStateMessage } from "../../src/actions/action-state.js";
import type { ActionRequest } from "../../src/actions/request.js";
import type { Alert } from "../../src/alerts/alert.js";
import type { OutMessage } from "../../src/bus/turn.js";
import type { Fact } from "../../src/inventory/facts.js";

export function alert(change: Partial<Alert> = {}): OutMessage & { readonly kind: "alert" } {
  return {
    kind: "alert",
    alert: {
      status: "firing", fingerprint: "0f3a5c7e9b1d2468", startsAt: "2026-11-24T08:00:00.000Z",
      labels: { alertname: "clone-group-ha-span", severity: "warning", team: "storage" }, annotations: { summary: "Clone group base spans 7 of 8 permitted hosts" },
      generatorURL: "https://vc1.example.org/ui", policy: "clone-group-ha-span", severity: "warning",
      subject: { kind: "group", id: "g-1a2b3c", name: "base" }, cause: { user: "VSPHERE.LOCAL\\ops", task: "task-901", operation: "vm.clone", via: "vcenter" },
      dataAge: 2, transition: 1, transitionKind: "fired", updatedAt: "2026-11-24T08:00:00.000Z", validUntil: "2026-11-24T20:00:00.000Z", object: { id: "g-1a2b3c", hosts: ["host-1", "host-2"], hostSpan: 2 }, ...change,
    },
  };
}

export function resolved(change: Partial<Alert> = {}): OutMessage & { readonly kind: "alert" } {
  const { validUntil, ...fired } = alert().alert;
  if (validUntil === undefined) throw new Error("the sample of a firing alert says how long it counts");
  return { kind: "alert", alert: { ...fired, status: "resolved", endsAt: "2026-11-24T09:00:00.000Z", updatedAt: "2026-11-24T09:00:00.000Z", transition: 2, transitionKind: "resolved", reason: "condition ended", ...change } };
}

/** One alert for many. */
export function storm(): OutMessage & { readonly kind: "alert" } {
  const subject = { kind: "vm", id: "vm-42", name: "web-1" } as const;
  return alert({
    fingerprint: "5be2a0d1c3f4e697", policy: "vm-inaccessible", subject: { kind: "cluster", id: "domain-c8", name: "prod-a" },
    labels: { alertname: "vm-inaccessible", severity: "warning", storm: "true" }, annotations: { summary: "213 vm alerts of vm-inaccessible in cluster prod-a" },
    members: { count: 213, list: [{ fingerprint: "0f3a5c7e9b1d2468", severity: "warning", subject }], omitted: 212 },
  });
}

export function action(change: Partial<ActionRequest> = {}): OutMessage & { readonly kind: "action" } {
  return {
    kind: "action",
    request: {
      id: "promote-6b1f20c94ad3e857", verb: "promote", state: "requested",
      target: { type: "VirtualMachine", id: "vm-42", name: "web-1", instanceUuid: "50231c9e-0000-0000-0000-000000000042" },
      params: { unlink: false, disks: [2000, 2001] }, policy: "promote-after-snapshot-removal", fingerprint: "77aa55cc33ee1100",
      reasons: ["2 levels that no snapshot and no other VM needs"],
      forecast: {
        folded: ["datastore-11:web-1/web-1-000001.vmdk", "datastore-11:web-1/web-1-000002.vmdk"], copied: [], deleted: [], losesSharing: [], dependants: [], orphans: [], missing: [],
        chains: [{ vm: "web-1", disk: 2000, before: 4, after: 2 }], seconds: 12,
        space: [{ datastore: "ds-fast", copiedBytes: 0, freedBytes: 2_147_483_648, freedAtMostBytes: 3_221_225_472, freeAfterBytes: 549_755_813_888 }],
      },
      cause: { user: "VSPHERE.LOCAL\\ops", eventKey: 9001, operation: "vm.Snapshot.remove", via: "vcenter" },
      requestedAt: "2026-11-24T08:02:00.000Z", notAfter: "2026-11-24T09:02:00.000Z", limits: { perDatastore: 2, window: "22:00-05:00 Europe/Berlin" },
      verify: { within: "45m", that: "vm.disks.all(d, d.unneededLevels == 0)" }, ...change,
    },
  };
}

/** An event that leaves no state behind. */
export function eventFactMessage(): OutMessage & { readonly kind: "fact" } {
  return fact({
    kind: "vcenter.event", at: "2026-11-24T07:59:58.123456Z", cause: { operation: "VmFailoverFailed", eventKey: 90_210, via: "vcenter" }, before: null, after: null,
    event: { name: "VmFailoverFailed", message: "vSphere HA unsuccessfully failed over web-1 on esx07 in cluster prod-a", chainId: 90_198, vm: "vm-42", host: "host-7", computeResource: "domain-c8" },
    occurrence: "90210:2026-11-24T07:59:58.123456Z",
  });
}

export function succeeded(change: Partial<ActionStateMessage> = {}): ActionStateMessage {
  const { id, verb, target, params, policy, fingerprint, cause, requestedAt } = action().request;
  return {
    id, verb, state: "succeeded", chapter: 6, target, params, policy, fingerprint, ...(cause === undefined ? {} : { cause }), requestedAt,
    reasons: ["No disk of web-1 has a level that nobody needs.", "It holds that vm.disks.all(d, d.unneededLevels == 0)."],
    at: "2026-11-24T22:04:12.000Z", attempt: 1, operation: "PromoteDisks_Task", task: "task-904",
    outcome: {
      space: [{ datastore: "ds-fast", copiedBytes: 0, freedBytes: 1_288_490_188, freeAfterBytes: 700_000_000_000 }], chains: [{ vm: "web-1", disk: 2000, before: 5, after: 3 }], lostSharing: [],
      seconds: 61.4, differences: [], missing: [],
      expected: {
        space: [{ datastore: "ds-fast", copiedBytes: 0, freedBytes: 0, freedAtMostBytes: 2_147_483_648, freeAfterBytes: 698_711_509_812 }], chains: [{ vm: "web-1", disk: 2000, before: 5, after: 3 }],
        losesSharing: [], seconds: 55,
      },
    }, ...change,
  };
}

export function fact(change: Partial<Fact> = {}): OutMessage & { readonly kind: "fact" } {
  return {
    kind: "fact",
    fact: {
      kind: "vm.snapshot-removed", subject: "vm-42", subjectName: "web-1", at: "2026-11-24T07:59:58.123456Z", observedAt: 1_795_507_200_000,
      cause: { user: "VSPHERE.LOCAL\\ops", task: "task-900", operation: "vm.Snapshot.remove", via: "vcenter" },
      before: { snapshots: ["snapshot-7"] }, after: { snapshots: [] }, occurrence: "17", ...change,
    },
  };
}
