// Policies over events: what they may say, and how long their alerts stand.
import { describe, expect, it } from "vitest";
import { advance } from "../../src/policies/advance.js";
import type { Advanced } from "../../src/policies/advanced.js";
import type { Episode, Verdict } from "../../src/policies/decision.js";
import { loaded, onePolicy, problemsOf } from "./support.js";

const head = "policy: p\nmode: enforce\neach: vm\nwhen: 'true'\n";
const alert = "alert: { severity: critical }\n";

describe("on: with events", () => {
  it("takes one or several names, by themselves or as a beginning", () => {
    const policy = onePolicy(`${head}on: [{ event: VmFailoverFailed }, { event: com.vmware.vc.HA.* }]\n${alert}`);
    expect(policy.events?.names).toEqual(["VmFailoverFailed", "com.vmware.vc.HA.*"]);
    expect(policy.alert?.keepFiringForMs).toBe(900_000);
    expect(onePolicy(`${head}on: { event: VmRemovedEvent }\n${alert}`).events?.has("vmremovedevent")).toBe(true);
  });

  it("adds its names to those that are told, while it is not off", () => {
    const text = `${head}on: { event: VmRemovedEvent }\n${alert}`;
    expect([loaded().events.has("VmRemovedEvent"), loaded(text).events.has("VmRemovedEvent"), loaded(text.replace("enforce", "off")).events.has("VmRemovedEvent")]).toEqual([false, true, false]);
    expect(loaded().events.has("VmFailoverFailed")).toBe(true);
  });

  it.each([
    ["facts and events", `on: [vm.removed, { event: A }]\n${alert}`, "on: names facts and events"],
    ["an action", "on: { event: A }\ndo: { promote: { unlink: false } }\nlimits: { perHour: 1 }\n", "do: does not go with events"],
    ["for:", `on: { event: A }\nfor: 5m\n${alert}`, "for: does not go with events"],
    ["no name", `on: { event: "" }\n${alert}`, "on.event is the text \"\""],
    ["a glob in the middle", `on: { event: "Vm*Event" }\n${alert}`, "on.event is the text \"Vm*Event\""],
    ["another key", `on: { events: A }\n${alert}`, "unknown key \"events\""],
    ["the kind of fact they become", `on: vcenter.event\n${alert}`, "on is the text \"vcenter.event\""],
  ])("does not take %s, and says why", (_what, rest, complaint) => {
    expect(problemsOf(head + rest).join("\n")).toContain(complaint);
  });
});

describe("an alert over events", () => {
  const policy = onePolicy(`${head}on: { event: VmFailoverFailed }\nalert: { severity: critical, keepFiringFor: 10m }\n`);
  const subject = { kind: "vm", id: "vm-1" } as const;
  const minute = 60_000;

  /** What is told at these minutes: armed or not, and what the condition says. */
  function told(...steps: readonly (readonly [at: number, armed: boolean, verdict: Verdict])[]): readonly string[] {
    let episode: Episode | undefined;
    return steps.flatMap(([at, armed, verdict]) => {
      const decision = { policy: "p", subject, verdict, missing: [], severity: verdict === "true" ? "critical" as const : undefined };
      const advanced: Advanced = advance(episode, { policy, outcome: decision, armed, cause: undefined, vcenter: "vc", subjectName: "one", now: at * minute });
      episode = advanced.tell === "firing" && advanced.episode !== undefined ? { ...advanced.episode, published: { labels: {}, annotations: {}, object: null } } : advanced.episode;
      expect(advanced.act).toBeUndefined();
      const wake = advanced.wakeAt === undefined ? "" : `, again at ${advanced.wakeAt / minute}`;
      return advanced.tell === undefined ? [] : [`${at} ${advanced.tell}${wake}`];
    });
  }

  it("begins with the event and ends after its time, although the condition still holds", () => {
    expect(told([0, false, "true"], [1, true, "true"], [5, false, "true"], [11, false, "true"])).toEqual(["1 firing, again at 11", "11 resolved"]);
  });

  it("ends after its time, although the condition cannot be known any more", () => {
    expect(told([0, true, "true"], [10, false, "unknown"])).toEqual(["0 firing, again at 10", "10 resolved"]);
  });

  it("stands on while such events go on, and does not repeat itself", () => {
    expect(told([0, true, "true"], [8, true, "true"], [10, false, "true"], [17, true, "true"], [27, false, "true"])).toEqual(["0 firing, again at 10", "27 resolved"]);
  });

  it("is not raised while the condition does not hold, but as soon as it does soon after", () => {
    expect(told([0, true, "false"], [2, false, "unknown"], [3, false, "true"], [13, false, "true"])).toEqual(["3 firing, again at 13", "13 resolved"]);
    expect(told([0, true, "false"], [16, false, "true"])).toEqual([]);
  });
});
