/**
 * The world during one pass of judging, with what is costly to find out remembered for the length of that pass.
 * It must not outlive the pass: the inventory behind it is updated in place, and nothing here notices.
 */
import { datastoreLimitsOf, type DatastoreLimit } from "../../inventory/datastore-limits.js";
import { foreseeUnlinkAll, type GroupUnlinking } from "../../inventory/foresight/unlink-group.js";
import { groupHaRisk, type GroupHaRisk } from "../../inventory/ha-risk.js";
import { hostLimitOf } from "../../inventory/host-limit.js";
import type { CloneGroup, HostLimit, Placement } from "../../inventory/model.js";
import type { Ref } from "../../inventory/updates.js";
import type { SubjectKind, World } from "../decision.js";
import type { JsonObject } from "./json.js";

/**
 * Steps that one evaluation may take: fields read, entries gone through, texts put together or searched. A condition over a few
 * thousand members needs some ten thousand. Counting them bounds the time of an evaluation without a clock.
 */
export const maxSteps = 2_000_000;

/** A list longer than this is not shown to conditions: its fields count as unknown instead of stalling the daemon. */
export const maxListItems = 10_000;

export class Sight implements World {
  readonly inventory: World["inventory"];
  readonly hostLimit: World["hostLimit"];
  readonly busyVms: World["busyVms"];
  readonly busyWith: ReadonlyMap<Ref, string>;
  readonly now: number | undefined;
  readonly vcenter: World["vcenter"];
  /** Names of the missing inputs met by the evaluation in hand. */
  readonly missing = new Set<string>();
  #steps = 0;
  #until = Infinity;
  readonly #limits = new Map<string, HostLimit>();
  readonly #risks = new Map<string, GroupHaRisk>();
  readonly #limitsByDatastore = new Map<string, readonly DatastoreLimit[]>();
  readonly #unlinkings = new Map<string, GroupUnlinking>();
  /** What the expressions of the subject looked at last see: many policies look at it one after the other. */
  lately: { readonly kind: SubjectKind; readonly id: string; readonly variables: Readonly<Record<string, object | undefined>> } | undefined;
  /** Views of groups, shared by all their members' conditions; keyed by group id. */
  readonly groupViews = new Map<string, object>();
  /** The same groups as JSON, for what alerts say of their members. */
  readonly groupTexts = new Map<string, JsonObject>();

  constructor(world: World) {
    this.inventory = world.inventory;
    this.hostLimit = world.hostLimit;
    this.busyVms = world.busyVms;
    this.busyWith = world.busyWith ?? new Map<Ref, string>();
    this.now = world.now;
    this.vcenter = world.vcenter;
  }

  /** Begins an evaluation. */
  reset(): void {
    if (this.missing.size > 0) this.missing.clear();
    this.#steps = 0;
    this.#until = Infinity;
  }

  /** Throws RangeError when the evaluation has taken more steps than it may, and from then on each time. */
  count(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > maxSteps) throw new RangeError(`it takes more than ${maxSteps} steps`);
  }

  get exhausted(): boolean {
    return this.#steps > maxSteps;
  }

  /** Something the evaluation in hand looked at will be otherwise at that moment, ms since the epoch, even if nothing changes. */
  changesAt(moment: number): void {
    if (moment < this.#until) this.#until = moment;
  }

  /** The first such moment, if there is one. */
  get until(): number | undefined {
    return Number.isFinite(this.#until) ? this.#until : undefined;
  }

  placementOf(group: CloneGroup): Placement {
    return this.inventory.placementOf(group);
  }

  limitOf(group: CloneGroup): HostLimit {
    return remembered(this.#limits, group.id, () => hostLimitOf(this.inventory, group, this.hostLimit));
  }

  riskOf(group: CloneGroup): GroupHaRisk {
    return remembered(this.#risks, group.id, () => groupHaRisk(this.inventory, group, this.limitOf(group)));
  }

  limitsByDatastore(group: CloneGroup): readonly DatastoreLimit[] {
    return remembered(this.#limitsByDatastore, group.id, () => datastoreLimitsOf(this.inventory, group, this.hostLimit));
  }

  unlinkingOf(group: CloneGroup): GroupUnlinking {
    return remembered(this.#unlinkings, group.id, () => foreseeUnlinkAll(this.inventory, group));
  }
}

/** A sight on the world; a world that already is one stays as it is, so that a pass shares what it has found out. */
export function sightOf(world: World): Sight {
  return world instanceof Sight ? world : new Sight(world);
}

export function remembered<Value>(memory: Map<string, Value>, key: string, find: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const found = find();
  memory.set(key, found);
  return found;
}
