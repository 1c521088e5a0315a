/** The message that only tries the way to people: marked as a test everywhere, of the lowest severity, followed by its own end. It concerns nothing that exists. */
import type { Alert } from "../alerts/alert.js";
import type { Notification } from "./notification.js";
import { notificationOf } from "./notification-of.js";

/** What fires, and what ends it. `now` in ms since the epoch; `id` makes it a thread of its own. */
export function testNotifications(receiver: string, id: string, now: number): readonly [Notification, Notification] {
  const at = new Date(now).toISOString();
  const firing: Alert = {
    status: "firing", fingerprint: `test-${id}`, startsAt: at, severity: "info", policy: "tetherd-test", generatorURL: "urn:tetherd:test", dataAge: 0, transition: 1, transitionKind: "fired", updatedAt: at,
    labels: { alertname: "tetherd-test", policy: "tetherd-test", severity: "info" }, annotations: { summary: `tetherd reaches the receiver ${receiver}` },
    subject: { kind: "vcenter", id: "test", name: "test" },
  };
  const over: Alert = { ...firing, status: "resolved", endsAt: at, transition: 2, transitionKind: "resolved", reason: "the test is done" };
  return [notificationOf({ alerts: [firing], kind: "test" }, now), notificationOf({ alerts: [over], kind: "test" }, now)];
}
