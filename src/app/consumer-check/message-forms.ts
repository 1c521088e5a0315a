/**
 * A message of the check in the form in which a bridge gets it: the CloudEvent of the stream, or the notification that the relay's webhook sends. It uses the same
 * code as the daemon and the relay, so that both are the true form.
 */
import { heartbeatEvent } from "../../bus/heartbeat.js";
import type { BridgeMessage } from "../../bus/bridge.js";
import { toMessage } from "../../bus/to-message.js";
import type { NewsKind } from "../../notify/notification.js";
import { notificationOf } from "../../notify/notification-of.js";
import { eventOf } from "../../notify/webhook/event-of.js";
import { version } from "../version.js";
import type { CheckMessage, CheckPlan } from "./check-cases.js";

const origin = { site: "check", instanceUuid: "tetherd-consumer-check" };
/** What a later version might add, in the envelope and inside. */
const unknownMembers = { tetherdunknown: "a member that no schema of today knows", unknownObject: { nested: [1, null, { deep: true }] } };

export function messageOf(message: CheckMessage, plan: CheckPlan): BridgeMessage {
  if (message.kind === "heartbeat") return heartbeat(plan);
  return plan.form === "stream" ? streamForm(message) : webhookForm(message, plan.now);
}

type AlertMessage = Extract<CheckMessage, { kind: "alert" }>;

function streamForm({ alert, again, unknown }: AlertMessage): BridgeMessage {
  const { subject, msgID, event } = toMessage({ kind: "alert", alert }, origin);
  return { tail: subject.split(".").slice(2).join("."), msgID: again === true ? undefined : msgID, body: JSON.stringify(unknown === true ? withUnknown(event) : event) };
}

function webhookForm({ alert, unknown }: AlertMessage, now: number): BridgeMessage {
  const kind: NewsKind = alert.status === "resolved" ? "resolved" : alert.transitionKind === "raised" ? "raised" : "fired";
  const event = eventOf(notificationOf({ alerts: [alert], kind, ...(kind === "raised" ? { told: new Map([[alert.fingerprint, "warning" as const]]) } : {}) }, now));
  return { tail: "", msgID: event.id, body: JSON.stringify(unknown === true ? withUnknown(event) : event) };
}

function withUnknown(event: { readonly data: unknown }): unknown {
  return { ...event, tetherdunknown: unknownMembers.tetherdunknown, data: { ...(event.data as object), ...unknownMembers } };
}

function heartbeat({ now, heartbeatMs }: CheckPlan): BridgeMessage {
  const event = heartbeatEvent({
    at: new Date(now).toISOString(), version, uptimeSeconds: 0, ready: true, reasons: ["Test by tetherd consumer-check"], intervalMs: heartbeatMs, policies: { inForce: 0, hash: "0000000000000000" }, vcenters: [],
  }, origin.site);
  return { tail: "heartbeat", msgID: undefined, body: JSON.stringify(event) };
}
