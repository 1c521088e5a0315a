/**
 * Facts: small, named, dated statements about what changed, with a cause (design 3). Policies wake on facts.
 * This file only says what a fact is; `derive-facts.ts` finds them.
 */
import type { Ref } from "./updates.js";

export const factKinds = [
  "vm.appeared", "vm.removed", "vm.cloned", "vm.snapshot-created", "vm.snapshot-removed", "vm.snapshot-reverted", "vm.chain-changed",
  "vm.relocated", "vm.moved-host", "vm.power-changed", "vm.consolidation-needed", "vm.inaccessible", "group.formed", "group.members-changed",
  "group.placement-changed", "group.dissolved", "base.orphaned", "cluster.hosts-changed", "cluster.ha-changed", "host.state-changed",
  "datastore.space-changed", "vcenter.event", "ingest.gap",
] as const;
export type FactKind = (typeof factKinds)[number];

/** Who or what did it, as far as events and tasks tell. */
export interface Cause {
  readonly user?: string;
  /** Task reference, e.g. "task-901". */
  readonly task?: Ref;
  /** descriptionId of the task or class of the event, as vCenter spells it. */
  readonly operation?: string;
  readonly eventKey?: number;
  /** Present when tetherd did it itself; `action` is the id of its action. */
  readonly by?: "tetherd";
  readonly action?: string;
  /** `host`: on the ESX host, past vCenter; what that rests on stands in docs/decisions/0013. */
  readonly via: "vcenter" | "host" | "unknown";
}

/** What a `vcenter.event` tells of the event itself. */
export interface EventDetail {
  /** eventTypeId where the event has one, else its class. */
  readonly name: string;
  readonly message?: string;
  readonly chainId: number;
  readonly vm?: Ref;
  readonly host?: Ref;
  readonly computeResource?: Ref;
  readonly datastore?: Ref;
}

export interface Fact {
  readonly kind: FactKind;
  /** MoRef value of the object, a group's id, or the vCenter's instance UUID for `ingest.gap`. */
  readonly subject: string;
  readonly subjectName: string | undefined;
  /** vCenter's time of the change (RFC 3339) when an event or task tells it. */
  readonly at: string | undefined;
  /** When tetherd saw it, ms since the epoch on tetherd's clock. */
  readonly observedAt: number;
  readonly cause: Cause;
  /** What was, e.g. { snapshots: ["s1"] }; plain JSON. */
  readonly before: unknown;
  readonly after: unknown;
  /** For `vcenter.event` only: such a fact leaves no state, so it has nothing before and after. */
  readonly event?: EventDetail;
  /** What stayed unknown although the fact waited for it: "cause", "cause.user", "cause.via", "levels". */
  readonly unknown?: readonly string[];
  /**
   * Tells this occurrence from any other of the same kind and subject, derived from saved state and not from time:
   * the same change derived again after a crash has the same value.
   */
  readonly occurrence: string;
}
