/** Runs one policy test from its estate to its last moment and says what was not as expected. It stops at the first step that cannot be done. */
import type { Certificate } from "../lab/server/make-certificate.js";
import { globMatches } from "../policies/conditions/glob.js";
import type { PolicyExplanation } from "../policies/explain-policy.js";
import { policySet, type PolicySet } from "../policies/policy-set.js";
import { describeError } from "../shared/errors.js";
import { formatDuration } from "../shared/duration.js";
import { worldOf } from "../streams/world-of.js";
import { compare, type Difference, type Seen } from "./compare.js";
import { actionBranch, type Coverage } from "./coverage.js";
import { explainDifference } from "./explain-difference.js";
import { standingAlerts, standingStorms, unjudged } from "./sighted.js";
import { Stage, stageName } from "./stage.js";
import type { Deed, Place, Trial } from "./trial.js";

export interface Failure {
  readonly place: Place;
  /** Virtual time since the start, ms. */
  readonly atMs: number;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** Why the policies say what they say of what it is about. */
  readonly why: readonly PolicyExplanation[];
}

export interface TrialResult {
  readonly trial: Trial;
  readonly failures: readonly Failure[];
  /** Virtual time from start to end, ms. */
  readonly elapsedMs: number;
}

/** `all`: the policies of the whole directory; only those that the test names judge. Throws nothing but what is a defect. */
export async function runTrial(trial: Trial, all: PolicySet, certificate: Certificate, coverage: Coverage): Promise<TrialResult> {
  const chosen = all.policies.filter(({ name }) => trial.policies.includes(name)).map((policy) => (trial.mode === undefined ? policy : { ...policy, mode: trial.mode }));
  const policies = policySet(chosen, [all.hash, trial.name]);
  const matched = new Set<string>();
  const failures: Failure[] = [];
  let stage: Stage | undefined;
  const fail = (place: Place, message: string, more: Partial<Failure> = {}): void => void failures.push({ place, atMs: stage?.elapsedMs ?? 0, message, why: [], ...more });
  const note = ({ state }: Stage): void => {
    if (state === undefined) return;
    coverage.note(state.episodes.values(), policies, worldOf(state, trial.settings.hostLimit, stageName));
    for (const episode of state.episodes.values()) if (episode.state !== "ended") matched.add(episode.policy);
  };
  coverage.test(trial.policies);
  try {
    stage = await Stage.open(trial, policies, certificate, note);
    let said = 0;
    for (const step of trial.steps) {
      const moment = step.moment.kind === "at" ? step.moment.ms : stage.elapsedMs + step.moment.ms;
      if (moment < stage.elapsedMs) {
        fail(step.place, `the step is for ${formatDuration(moment)}, but what came before took until ${formatDuration(stage.elapsedMs)}`);
        break;
      }
      await stage.runTo(moment);
      const wrong = step.deed === undefined ? undefined : await doDeed(stage, step.deed);
      if (wrong !== undefined) {
        fail(step.place, wrong);
        break;
      }
      if (step.expect === undefined) continue;
      const { state, ledger } = stage;
      if (state === undefined) {
        fail(step.place, "vCenter has not answered yet");
        break;
      }
      const world = worldOf(state, trial.settings.hostLimit, stageName);
      const news = ledger.messages.slice(said);
      said = ledger.messages.length;
      const seen: Seen = {
        alerts: standingAlerts(state, policies, world), storms: standingStorms(state), unknown: unjudged(state, world),
        resolved: news.flatMap((message) => ((message.kind === "alert" || message.kind === "shadow") && message.alert.status === "resolved" ? [message.alert] : [])),
        actions: news.flatMap((message) => (message.kind === "action" ? [message.request] : [])),
      };
      for (const difference of compare(step.expect, seen)) fail(difference.place, messageOf(difference), { expected: difference.expected, found: difference.found, why: explainDifference(difference, policies, world) });
    }
    for (const message of stage.ledger.messages) {
      if (message.kind === "action") coverage.reach(message.request.policy, actionBranch(message.request.verb));
      if (message.kind !== "fact") matched.add(message.kind === "action" ? message.request.policy : message.alert.policy);
    }
    for (const name of trial.policies) if (!matched.has(name) && failures.length === 0) fail(trial.place, `the policy "${name}" never matched in this test; a test must bring about at least once what its policies look for`);
    for (const defect of stage.defects) fail(trial.place, `the lab failed: ${defect}`);
  } catch (error) {
    fail(trial.place, describeError(error));
  } finally {
    await stage?.close();
  }
  return { trial, failures, elapsedMs: stage?.elapsedMs ?? 0 };
}

function messageOf({ expected, found }: Difference): string {
  return `expected ${expected}, found ${found}`;
}

/** What was wrong with it, if anything. */
async function doDeed(stage: Stage, deed: Deed): Promise<string | undefined> {
  const told = deed.words.join(" ");
  try {
    const { state, fault } = await stage.do(deed);
    const refused = state === "error" ? fault : undefined;
    if (refused === undefined) return deed.fails === undefined ? undefined : `"${told}" was done, but it must fail with ${deed.fails}`;
    const wanted = deed.fails !== undefined && globMatches(deed.fails, refused.type);
    return wanted ? undefined : `vCenter refused "${told}": ${refused.message} (${refused.type})`;
  } catch (error) {
    return `"${told}" cannot be done: ${describeError(error)}`;
  }
}
