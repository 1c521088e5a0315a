import { describe, expect, it } from "vitest";
import { advance } from "../../src/policies/advance.js";
import type { AdvanceInput } from "../../src/policies/advanced.js";
import type { Decision, Episode, Verdict } from "../../src/policies/decision.js";
import type { Policy } from "../../src/policies/policy.js";
import { loadPolicies } from "../../src/policies/load-policies.js";
import { actionCatalogue } from "../../src/actions/catalogue.js";

const head = "policy: p\nmode: enforce\neach: vm\non: [vm.snapshot-removed]\nwhen: vm.consolidationNeeded\nfor: 1m\ndo: { promote: { unlink: false } }\nlimits: { perHour: 9 }\n";

function policyFrom(text: string): Policy {
  const { policies, problems } = loadPolicies([{ path: "p.yaml", text }], actionCatalogue);
  expect(problems).toEqual([]);
  return policies!.byName.get("p")!;
}

function inputAt(policy: Policy, seconds: number, verdict: Verdict, armed = false): AdvanceInput {
  const outcome: Decision = { policy: "p", subject: { kind: "vm", id: "vm-1" }, verdict, missing: [], severity: policy.alert === undefined ? undefined : "warning" };
  return { policy, outcome, armed, cause: undefined, vcenter: "vc", subjectName: "one", now: seconds * 1_000 };
}

/** Steps through [seconds, verdict, armed] and returns when the action was asked for, with the number of its episode. */
function actionsOver(policy: Policy, steps: readonly (readonly [seconds: number, verdict: Verdict, armed?: boolean])[]): readonly (readonly [number, number])[] {
  let episode: Episode | undefined;
  const acted: [number, number][] = [];
  for (const [seconds, verdict, armed] of steps) {
    const advanced = advance(episode, inputAt(policy, seconds, verdict, armed ?? false));
    episode = advanced.episode === undefined ? undefined : advanced.tell === "firing" ? { ...advanced.episode, published: { labels: {}, annotations: {}, object: null } } : advanced.episode;
    if (advanced.act === true) acted.push([seconds, episode?.episode ?? 0]);
  }
  return acted;
}

describe("a policy with on: whose action was asked for already", () => {
  const silent = policyFrom(head);
  const loud = policyFrom(`${head}alert: { severity: warning, summary: '"x"' }\n`);

  it("does not ask again while nothing new happens", () => {
    expect(actionsOver(silent, [[0, "true", true], [60, "true"], [600, "true"], [6_000, "true"]])).toEqual([[60, 1]]);
  });
  it("asks again, after for:, when a new fact comes", () => {
    expect(actionsOver(silent, [[0, "true", true], [60, "true"], [600, "true", true], [601, "true"], [660, "true"]])).toEqual([[60, 1], [660, 2]]);
  });
  it("asks once when the second fact comes before the first wait is over", () => {
    expect(actionsOver(silent, [[0, "true", true], [30, "true", true], [60, "true"], [120, "true"]])).toEqual([[60, 1]]);
  });
  it("remembers a fact that comes while the VM is busy", () => {
    expect(actionsOver(silent, [[0, "true", true], [60, "true"], [600, "false", true], [605, "true"], [665, "true"]])).toEqual([[60, 1], [665, 2]]);
  });
  it("remembers a fact that comes while data is missing", () => {
    expect(actionsOver(silent, [[0, "true", true], [60, "true"], [600, "unknown", true], [605, "true"], [665, "true"]])).toEqual([[60, 1], [665, 2]]);
  });
  it("asks again at once when it also raises an alert, which stays", () => {
    expect(actionsOver(loud, [[0, "true", true], [60, "true"], [600, "true", true], [660, "true"]])).toEqual([[60, 1], [600, 2]]);
  });
});
