/**
 * Notices that an outcome is undone again and again: by another policy, another tetherd, or somebody by hand (reliability Y7). The same done to the same object
 * for the fourth time within a while means that it was reversed three times. Pure, on records of the desk.
 */
import { contentHash } from "../shared/digest.js";
import type { Deed } from "./desk.js";
import type { ActionRequest } from "./request.js";

/** Reversals that are borne. */
const mostReversals = 3;
const mostDeeds = 500;

export function deedOf({ target, verb, params, policy }: ActionRequest, at: number): Deed {
  return { entity: `${target.type}:${target.id}`, content: contentHash({ verb, params }), policy, at };
}

export function withDeed(deeds: readonly Deed[], deed: Deed, withinMs: number): readonly Deed[] {
  return [...deeds.filter(({ at }) => deed.at - at < withinMs), deed].slice(-mostDeeds);
}

/** The policies that were at it, when doing this once more would be the end of another round. */
export function fighters(deeds: readonly Deed[], next: Deed, withinMs: number): readonly string[] {
  const here = deeds.filter(({ entity, at }) => entity === next.entity && next.at - at < withinMs);
  return here.filter(({ content }) => content === next.content).length <= mostReversals - 1 ? [] : [...new Set([...here.map(({ policy }) => policy), next.policy])];
}
