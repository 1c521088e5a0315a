/**
 * What the decision line hands over and gets back, in this room's words; the line's own ports have the same shape and the composition root checks it.
 * Plain data, nothing else.
 */
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import type { Fact } from "../inventory/facts.js";

export interface Turn {
  readonly messages: readonly OutMessage[];
  /** `value` null deletes. Plain JSON. */
  readonly puts: readonly { readonly key: StateKey; readonly value: unknown }[];
}

export type OutMessage =
  | { readonly kind: "alert"; readonly alert: Alert }
  | { readonly kind: "action"; readonly request: ActionRequest }
  | { readonly kind: "fact"; readonly fact: Fact }
  /** What a policy in shadow would have told. */
  | { readonly kind: "shadow"; readonly alert: Alert };

export const stateKinds = ["checkpoint", "vm", "group", "compute", "host", "datastore", "episode", "storm", "concern"] as const;

export interface StateKey {
  readonly kind: (typeof stateKinds)[number];
  readonly id: string;
}

export type SavedState = ReadonlyMap<StateKey["kind"], ReadonlyMap<string, unknown>>;
