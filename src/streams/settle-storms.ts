/**
 * Many alerts of one policy that begin within a short time in one clone group or cluster are a storm: one more alert tells people of all of them, and each
 * member's own message names it (docs/decisions/0015). No member is held back. A storm is over when none of its members fires any more.
 */
import type { Subject } from "../policies/decision.js";
import { placesOf } from "../policies/places-of.js";
import type { Policy } from "../policies/policy.js";
import { contentHash } from "../shared/digest.js";
import { stormKey, type EpisodeKey, type StormKey } from "./line-state.js";
import type { Pass } from "./pass.js";
import { sayAlert } from "./say-alert.js";
import { tellStorm } from "./tell-storm.js";

interface Touched {
  readonly policy: Policy;
  readonly place: Subject;
  /** The storm's fingerprint. */
  readonly storm: string;
}

/** Tells the alerts that begin in this turn, and what becomes of storms. */
export function settleStorms(pass: Pass): void {
  const { state, now } = pass;
  const changed = new Map<StormKey, Omit<Touched, "policy"> & { readonly policy: Policy | undefined }>();
  const touched = gather(pass);
  // A storm of a clone group comes before one of its cluster: it says more.
  for (const kind of ["group", "cluster"] as const) {
    for (const [key, one] of touched) if (one.place.kind === kind && gatherInto(pass, key, one)) changed.set(key, one);
  }
  for (const [key, { episode, wakeAt }] of state.storms) {
    if (!pass.calming.has(episode.fingerprint) && (wakeAt === undefined || wakeAt > now)) continue;
    changed.set(key, { policy: state.judgedWith?.byName.get(episode.policy), place: episode.subject, storm: episode.fingerprint });
  }
  for (const [key, { policy, place, storm }] of changed) tellStorm(pass, key, storm, policy, place);
  for (const { key, said } of pass.begun) {
    const episode = state.episodes.get(key);
    if (episode !== undefined) sayAlert(pass, { kind: "fired", episode, said });
  }
}

/** Notes what begins by place, and forgets what began too long ago. */
function gather({ state, begun, now }: Pass): ReadonlyMap<StormKey, Touched> {
  const touched = new Map<StormKey, Touched>();
  for (const { key, policy } of begun) {
    const subject = state.episodes.get(key)?.subject;
    if (subject === undefined || policy.alert === undefined) continue;
    const { withinMs } = policy.alert.storm;
    for (const place of placesOf(state.inventory, subject)) {
      const at = stormKey(policy.name, place);
      if (!touched.has(at)) {
        touched.set(at, { policy, place, storm: contentHash({ vcenter: state.instanceUuid, policy: policy.name, storm: place }) });
        state.begins.set(at, (state.begins.get(at) ?? []).filter((one) => now - one.at < withinMs));
      }
      state.begins.get(at)?.push({ key, at: now });
    }
  }
  return touched;
}

/** Those that began lately here and are in no storm yet become members, when they are many or a storm is going on. True when some did. */
function gatherInto({ state, outcome }: Pass, key: StormKey, { policy, storm }: Touched): boolean {
  const free = new Set<EpisodeKey>();
  for (const begin of state.begins.get(key) ?? []) {
    const episode = state.episodes.get(begin.key);
    if (episode?.published !== undefined && episode.storm === undefined) free.add(begin.key);
  }
  const going = state.storms.get(key)?.wakeAt !== undefined;
  if (free.size === 0 || (!going && free.size <= (policy.alert?.storm.above ?? Infinity))) return false;
  for (const member of free) {
    const episode = state.episodes.get(member);
    if (episode === undefined) continue;
    const joined = { ...episode, storm };
    state.episodes.set(member, joined);
    state.joinStorm(storm, member);
    outcome.save({ kind: "episode", id: joined.fingerprint }, joined);
  }
  return true;
}
