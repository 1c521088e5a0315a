/**
 * The envelope of everything tetherd says: CloudEvents 1.0 in structured JSON (github.com/cloudevents/spec, v1.0.2, with the `sequence` extension).
 * It names types and schemas; what goes into `data` is decided elsewhere.
 */
import type { ActionEventState } from "../actions/action-state.js";
import type { RequestState } from "../actions/request.js";
import type { FactKind } from "../inventory/facts.js";

export type EventType =
  | `io.tetherd.alert.${"firing" | "resolved"}.v1`
  | `io.tetherd.action.${RequestState | ActionEventState}.v1`
  | `io.tetherd.fact.${FactKind}.v1`
  | `io.tetherd.shadow.${"firing" | "resolved"}.v1`
  | "io.tetherd.heartbeat.v1";

export interface CloudEvent<Data = unknown> {
  readonly specversion: "1.0";
  readonly id: string;
  /** `tetherd/<vCenter instance UUID>`; for a heartbeat `tetherd/<site>`. */
  readonly source: string;
  readonly type: EventType;
  /** MoRef value, group id or, where there is no object, the instance UUID. */
  readonly subject?: string;
  /** RFC 3339: when it happened, not when it was sent. */
  readonly time: string;
  readonly datacontenttype: "application/json";
  /** One of `schemas`; the files are in the package's folder of that name. */
  readonly dataschema: string;
  /** Orders the events of one alert: ten digits, so that it also sorts as text. */
  readonly sequence?: string;
  readonly data: Data;
}

/** The `$id` of schemas/<name>.schema.json. */
export const schemas = {
  alert: "urn:tetherd:schema:alert.v1",
  action: "urn:tetherd:schema:action-request.v1",
  actionState: "urn:tetherd:schema:action-state.v1",
  fact: "urn:tetherd:schema:fact.v1",
  heartbeat: "urn:tetherd:schema:heartbeat.v1",
} as const;

export function sequenceOf(transition: number): string {
  return String(transition).padStart(10, "0");
}
