/**
 * From what the line wants to say to what goes onto the wire: subject, message id, and CloudEvent.
 * Ids derive from content alone, so the same thing said twice is recognised by the server; object names never enter a subject.
 */
import type { ActionStateMessage } from "../actions/action-state.js";
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import type { Fact } from "../inventory/facts.js";
import { schemas, sequenceOf, type CloudEvent } from "./cloud-event.js";
import type { OutMessage } from "./turn.js";
import { subjectToken } from "./subject-token.js";

export interface Origin {
  readonly site: string;
  /** instanceUuid of the vCenter. */
  readonly instanceUuid: string;
}

export interface Message {
  readonly subject: string;
  /** The `Nats-Msg-Id`, and the event's `id`. */
  readonly msgID: string;
  readonly event: CloudEvent;
  /** Messages of one lane are stored in the order in which they were handed over. */
  readonly lane: string;
  /** For alerts: the key in the public bucket, below the vCenter's. */
  readonly alertKey: string | undefined;
}

export function toMessage(message: OutMessage, origin: Origin): Message {
  switch (message.kind) {
    case "alert": return alertMessage(message.alert, origin);
    case "action": return actionMessage(message.request, origin);
    case "fact": return factMessage(message.fact, origin);
    case "shadow": return shadowMessage(message.alert, origin);
  }
}

/** A resolved alert carries the severity it last fired with, so both lie under the same subject. */
function alertMessage(alert: Alert, { site, instanceUuid }: Origin): Message {
  const lane = idOf(instanceUuid, alert.fingerprint);
  const msgID = `${lane}:${alert.transition}`;
  return {
    subject: `tetherd.${site}.alert.${alert.severity}.${subjectToken(alert.policy)}`,
    msgID,
    lane,
    alertKey: subjectToken(alert.fingerprint),
    event: {
      ...envelope(msgID, instanceUuid), type: `io.tetherd.alert.${alert.status}.v1`, subject: alert.subject.id,
      time: alert.updatedAt,
      dataschema: schemas.alert, sequence: sequenceOf(alert.transition), data: alert,
    },
  };
}

/** Its time tells it from others of the same alert: it has no number, and a turn that is said again is said from the journal. */
function shadowMessage(alert: Alert, { site, instanceUuid }: Origin): Message {
  const lane = idOf(instanceUuid, alert.fingerprint, "shadow");
  const msgID = `${lane}:${Date.parse(alert.updatedAt)}`;
  return {
    subject: `tetherd.${site}.shadow.alert.${alert.severity}.${subjectToken(alert.policy)}`,
    msgID,
    lane,
    alertKey: undefined,
    event: { ...envelope(msgID, instanceUuid), type: `io.tetherd.shadow.${alert.status}.v1`, subject: alert.subject.id, time: alert.updatedAt, dataschema: schemas.alert, data: alert },
  };
}

function actionMessage(request: ActionRequest, { site, instanceUuid }: Origin): Message {
  const msgID = idOf(instanceUuid, request.id, request.state);
  return {
    subject: `tetherd.${site}.action.${subjectToken(request.verb)}.${request.state}`,
    msgID,
    lane: idOf(instanceUuid, request.fingerprint, "action"),
    alertKey: undefined,
    event: {
      ...envelope(msgID, instanceUuid), type: `io.tetherd.action.${request.state}.v1`, subject: request.target.id, time: request.requestedAt,
      dataschema: schemas.action, data: request,
    },
  };
}

/** What became of an action. A chapter of its story has one id; so has each step of progress. */
export function actionStateMessage(action: ActionStateMessage, { site, instanceUuid }: Origin): Message {
  const msgID = idOf(instanceUuid, action.id, String(action.chapter), action.state, ...(action.percent === undefined ? [] : [String(action.percent)]));
  return {
    subject: `tetherd.${site}.action.${subjectToken(action.verb)}.${action.state}`,
    msgID,
    lane: idOf(instanceUuid, action.fingerprint, "action"),
    alertKey: undefined,
    event: {
      ...envelope(msgID, instanceUuid), type: `io.tetherd.action.${action.state}.v1`, subject: action.target.id, time: action.at, dataschema: schemas.actionState, data: action,
    },
  };
}

function factMessage(fact: Fact, { site, instanceUuid }: Origin): Message {
  const lane = idOf(instanceUuid, fact.kind, fact.subject);
  const msgID = `${lane}:${subjectToken(fact.occurrence)}`;
  return {
    subject: `tetherd.${site}.fact.${fact.kind}`,
    msgID,
    lane,
    alertKey: undefined,
    event: {
      ...envelope(msgID, instanceUuid), type: `io.tetherd.fact.${fact.kind}.v1`, subject: fact.subject,
      time: fact.at ?? new Date(fact.observedAt).toISOString(), dataschema: schemas.fact, data: fact,
    },
  };
}

function envelope(id: string, instanceUuid: string): Pick<CloudEvent, "specversion" | "id" | "source" | "datacontenttype"> {
  return { specversion: "1.0", id, source: `tetherd/${instanceUuid}`, datacontenttype: "application/json" };
}

/** Parts are escaped each for itself, so that no two lists of parts give one id; dots may stay as they are. */
function idOf(...parts: readonly string[]): string {
  return parts.map((part) => part.split(".").map(subjectToken).join(".")).join(":");
}
