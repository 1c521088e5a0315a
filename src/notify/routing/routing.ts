/** The routing file, read: who is told of which alerts, in which company, how often and when not. It holds no secrets, only where they lie. */
import type { LabelExpression } from "../../policies/conditions/label-language.js";
import type { TimeWindow } from "../../policies/time-window.js";
import type { MadeReceiver, ReceiverKind } from "../catalogue.js";

export interface Receiver extends MadeReceiver {
  readonly name: string;
  readonly kind: ReceiverKind["name"];
  readonly pace: ReceiverKind["pace"];
}

export interface Route {
  /** For people, e.g. "route 2 (relay.yaml:14)" or "default". */
  readonly name: string;
  /** Undefined: everything. */
  readonly match: LabelExpression | undefined;
  /** At least one. */
  readonly to: readonly Receiver[];
  /** Labels whose values alerts of one group share; empty: each alert is told on its own. */
  readonly group: readonly string[];
  /** A group waits so long for more before it is first told. */
  readonly waitMs: number;
  /** Two tellings of one group are at least so far apart. */
  readonly intervalMs: number;
  /** What still fires is told again after so long. */
  readonly repeatMs: number;
  readonly mute: readonly { readonly name: string; readonly windows: readonly TimeWindow[] }[];
  /** It is told besides: the routes below and the default are looked at too. */
  readonly goOn: boolean;
}

export interface Routing {
  /** By name. */
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** In order; the first that matches and does not go on is the last. */
  readonly routes: readonly Route[];
  /** For what no route has taken for good. */
  readonly fallback: Route;
}
