/**
 * What operations really did, counted: the truth that a test holds a client's claims against ("it promoted this VM once").
 * It is never served over the VIM interface.
 */
import type { Ref } from "../wire/vim-value.js";

export interface Effect {
  /** WSDL name of the operation, e.g. "PromoteDisks_Task". */
  readonly operation: string;
  readonly entity: Ref;
  readonly entityName: string;
  readonly task: Ref | undefined;
  readonly userName: string;
  readonly via: "vcenter" | "host";
  /** Lab time, ms since the epoch. */
  readonly at: number;
  /** Bytes copied or written. */
  readonly bytes: number;
}

export class EffectLog {
  readonly #effects: Effect[] = [];

  add(effect: Effect): void {
    this.#effects.push(effect);
  }

  all(): readonly Effect[] {
    return this.#effects;
  }

  /** How often `operation` took effect, on one object when `entity` (its moid) is given. */
  count(operation: string, entity?: string): number {
    return this.#effects.filter((each) => each.operation === operation && (entity === undefined || each.entity.value === entity)).length;
  }
}
