/** Lets an episode go on by one step, remembers it, and says what there is to say. What happens in the step is decided by `advance`. */
import { advance } from "../policies/advance.js";
import { sameValue } from "../inventory/same-value.js";
import type { AdvanceInput } from "../policies/advanced.js";
import type { Episode } from "../policies/decision.js";
import type { EpisodeKey } from "./line-state.js";
import type { Pass } from "./pass.js";
import { publishAdvance } from "./publish-advance.js";

export function advanceEpisode(pass: Pass, key: EpisodeKey, before: Episode | undefined, input: AdvanceInput): void {
  const { state, outcome } = pass;
  const advanced = advance(before, input);
  const after = publishAdvance(pass, advanced, input, before);
  state.wakeLater(key, advanced.wakeAt);
  if (after === undefined) {
    if (before !== undefined) outcome.save({ kind: "episode", id: before.fingerprint }, null);
    state.episodes.delete(key);
    return;
  }
  if (!sameValue(before, after)) outcome.save({ kind: "episode", id: after.fingerprint }, after);
  state.episodes.set(key, after);
  if (after.state === "pending" && before?.state !== "pending") state.seenSavedAt = 0;
}
