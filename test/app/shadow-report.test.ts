import { expect, it } from "vitest";
import { shadowReport } from "../../src/app/shadow-report.js";
import type { ActionRequest } from "../../src/actions/request.js";
import type { Alert, TransitionKind } from "../../src/alerts/alert.js";
import { drawn } from "../../src/cli/shadow-report.js";

const hour = 3_600_000;
const alert = (policy: string, name: string, kind: TransitionKind, atHour: number, startedHour = atHour, severity: Alert["severity"] = "warning"): Alert => ({
  policy, severity, status: kind === "resolved" ? "resolved" : "firing", transitionKind: kind, fingerprint: `${policy} ${name}`, subject: { kind: "vm", id: name, name },
  startsAt: new Date(startedHour * hour).toISOString(), updatedAt: new Date(atHour * hour).toISOString(), labels: {}, annotations: {}, generatorURL: "", dataAge: 0, transition: 1,
});
const asked = (policy: string, name: string, atHour: number): ActionRequest => ({ policy, verb: "promote", state: "shadow", target: { type: "VirtualMachine", id: name, name }, requestedAt: new Date(atHour * hour).toISOString() }) as ActionRequest;

it("a shadow report counts beginnings, time, objects and actions of each policy, over the stretch alone", () => {
  const alerts = [
    alert("a", "vm1", "fired", 101), alert("a", "vm1", "raised", 102, 101, "critical"), alert("a", "vm1", "resolved", 104, 101, "critical"), alert("a", "vm1", "fired", 110), alert("a", "vm2", "fired", 122),
    alert("a", "old", "resolved", 105, 90),
  ];
  const [a, b, ...more] = shadowReport({ alerts, actions: [asked("b", "vm3", 100), asked("b", "vm3", 123.9)] }, 100 * hour, 124 * hour);
  expect(more).toEqual([]);
  expect(a).toMatchObject({ policy: "a", fired: 3, standing: 2, worst: "critical", actions: {}, totalMs: (3 + 5 + 14 + 2) * hour, longestMs: 14 * hour, subjects: [{ name: "vm1", count: 2 }, { name: "vm2", count: 1 }] });
  expect(a?.over.map((count) => count).join("")).toBe("010000000010000000000010");
  expect(b).toMatchObject({ policy: "b", fired: 0, standing: 0, worst: undefined, actions: { promote: 2 }, totalMs: 0, subjects: [{ name: "vm3", count: 2 }] });
  expect(drawn([a!, b!]).slice(1)).toEqual([
    "a                3         2  critical  -                  1d      14h  ·█········█···········█·  vm1 ×2, vm2",
    "b                0         0  -         2 promote           -        -  █······················█  vm3 ×2",
  ]);
});
