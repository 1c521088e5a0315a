import { expect, it } from "vitest";
import { Metrics } from "../../src/app/metrics.js";
import { tallyOf } from "../../src/app/tally.js";
import type { Episode } from "../../src/policies/decision.js";

const said = { labels: {}, annotations: {}, object: null };
function episode(policy: string, id: string, change: Partial<Episode>): [string, Episode] {
  return [`${policy} vm:${id}`, {
    policy, subject: { kind: "vm", id }, subjectName: id, fingerprint: id, state: "active", episode: 1, transition: 1, since: 0, activeAt: 0, endedAt: undefined, severity: "warning", cause: undefined, published: said, ...change,
  }];
}

it("alerts are counted by policy and state, and those a policy cannot be judged for", async () => {
  const view = {
    policies: undefined,
    episodes: new Map([
      episode("a", "vm-1", {}), episode("a", "vm-2", { silencedBy: ["s"], storm: "f" }), episode("a", "vm-3", { state: "lingering", flapping: { since: 0, unmovedSince: 0 } }),
      episode("b", "vm-1", { state: "pending", published: undefined }), episode("b", "vm-2", { state: "ended", published: undefined }),
    ]),
    unknown: new Map([["b vm:vm-9", { policy: "b", subject: { kind: "vm", id: "vm-9" } as const, missing: ["vm.disks"] }]]),
  };
  expect(tallyOf(view)).toEqual([
    { policy: "a", pending: 0, firing: 3, silenced: 1, flapping: 1, storm: 1, unknown: 0 }, { policy: "b", pending: 1, firing: 0, silenced: 0, flapping: 0, storm: 0, unknown: 1 },
  ]);
  const metrics = new Metrics();
  metrics.alerts("vc1", tallyOf(view));
  metrics.frozen("vc1", "1970-01-01T00:00:05Z");
  const text = await metrics.registry.metrics();
  expect(text).toContain('tetherd_alerts{vcenter="vc1",policy="a",state="firing"} 3');
  expect(text).toContain('tetherd_policy_unknown_subjects{vcenter="vc1",policy="b"} 1');
  expect(text).toContain('tetherd_vcenter_frozen_since_timestamp_seconds{vcenter="vc1"} 5');
});
