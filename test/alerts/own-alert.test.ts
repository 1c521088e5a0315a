import { expect, test } from "vitest";
import { ownAlert, ownAlertDue, ownAlertOver, ownRepeatMs, type OwnWords } from "../../src/alerts/own-alert.js";
import { silenceSet } from "../../src/alerts/silence.js";

const words: OwnWords = {
  fingerprint: "0123456789abcdef", labels: { alertname: "tetherd-policy-held" }, annotations: { summary: "held" }, generatorURL: "urn:tetherd:executor",
  policy: "fold", severity: "error", subject: { kind: "vcenter", id: "u", name: "vc" },
};
const noSilences = silenceSet([]);
const night = silenceSet([{
  id: "s1", matchers: [{ label: "alertname", op: "=", value: "tetherd-policy-held" }], author: "ann", comment: "known",
  createdAt: new Date(0).toISOString(), startsAt: new Date(1_000).toISOString(), endsAt: new Date(2_000).toISOString(),
}]);

test("it is told again at an interval, and may be taken for over after three of them without a word", () => {
  const fired = ownAlert(words, "fired", undefined, 0, noSilences);
  expect(fired).toMatchObject({ status: "firing", transition: 1, startsAt: new Date(0).toISOString(), validUntil: new Date(3 * ownRepeatMs).toISOString() });
  expect([ownAlertDue(fired, ownRepeatMs - 1, noSilences), ownAlertDue(fired, ownRepeatMs, noSilences)]).toEqual([undefined, "repeated"]);
  const again = ownAlert(fired, "repeated", fired, ownRepeatMs, noSilences);
  expect(again).toEqual({ ...fired, transition: 2, transitionKind: "repeated", updatedAt: new Date(ownRepeatMs).toISOString(), validUntil: new Date(4 * ownRepeatMs).toISOString() });
});

test("a silence that begins or ends to hold it is told, and silences that are not known yet change nothing", () => {
  const fired = ownAlert(words, "fired", undefined, 0, night);
  expect([fired.silencedBy, ownAlertDue(fired, 500, night), ownAlertDue(fired, 1_500, night)]).toEqual([undefined, undefined, "silenced"]);
  const silenced = ownAlert(fired, "silenced", fired, 1_500, night);
  expect([silenced.silencedBy, ownAlertDue(silenced, 1_600, night), ownAlertDue(silenced, 1_600, undefined), ownAlertDue(silenced, 2_000, night)]).toEqual([["s1"], undefined, undefined, "unsilenced"]);
  expect(ownAlert(silenced, "repeated", silenced, 1_600, undefined).silencedBy).toEqual(["s1"]);
});

test("its end says why, and has no bound of its own", () => {
  const fired = ownAlert(words, "fired", undefined, 0, undefined);
  const over = ownAlertOver(fired, 7_000, "ann let the policy go on");
  expect(over).toMatchObject({ status: "resolved", endsAt: new Date(7_000).toISOString(), transition: 2, transitionKind: "resolved", reason: "ann let the policy go on" });
  expect(over).not.toHaveProperty("validUntil");
  const next = ownAlert(words, "fired", over, 9_000, undefined);
  expect([next.transition, next.startsAt]).toEqual([3, new Date(9_000).toISOString()]);
});
