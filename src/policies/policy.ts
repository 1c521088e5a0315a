/** A policy as it is judged by: checked, compiled, with every default filled in. Readonly data; nothing here runs by itself. */
import type { FactKind } from "../inventory/facts.js";
import type { EventChoice } from "../inventory/told-events.js";
import type { ParamSpec } from "./action-spec.js";
import type { Expression } from "./conditions/expression.js";
import type { Severity, SubjectKind } from "./decision.js";
import type { Mode } from "./skeleton/policy-keys.js";
import type { TimeWindow } from "./time-window.js";
import type { Where } from "./where.js";

export type { Mode } from "./skeleton/policy-keys.js";

export interface Policy {
  readonly name: string;
  readonly description: string;
  readonly mode: Mode;
  readonly each: SubjectKind;
  /** Undefined: it may begin whenever an input changes. */
  readonly on: ReadonlySet<FactKind> | undefined;
  /**
   * The events that `on` names; then it names nothing else. An event leaves no state, so such a policy has an alert and no action: the
   * alert begins when the condition holds as the event comes, and stands for `keepFiringForMs` after the last of them.
   */
  readonly events: EventChoice | undefined;
  readonly where: Where;
  readonly when: Expression;
  readonly forMs: number;
  readonly alert: AlertPart | undefined;
  readonly action: ActionPart | undefined;
  readonly limits: Limits | undefined;
  readonly verify: { readonly withinMs: number; readonly that: Expression } | undefined;
  readonly place: { readonly path: string; readonly line: number };
}

export interface AlertPart {
  readonly severity: Severity;
  readonly raise: readonly { readonly to: Severity; readonly when: Expression }[];
  readonly summary: Expression | undefined;
  readonly description: Expression | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, Expression>>;
  readonly keepFiringForMs: number;
  /** A firing alert is told again after so long. */
  readonly repeatMs: number;
  /** More subjects than `above` that begin to fire within `withinMs` in one place are a storm. */
  readonly storm: { readonly above: number; readonly withinMs: number };
  readonly runbook: string | undefined;
}

export interface ActionPart {
  readonly verb: string;
  readonly params: Readonly<Record<string, Param>>;
}

export type Param =
  | { readonly kind: "literal"; readonly value: unknown }
  /** `spec`: what its value must fit. */
  | { readonly kind: "expression"; readonly expression: Expression; readonly spec: ParamSpec };

export interface Limits {
  readonly perDatastore?: number;
  readonly perHost?: number;
  readonly perVcenter?: number;
  readonly perHour?: number;
  readonly keepFreePercent?: number;
  readonly windows?: readonly TimeWindow[];
}
