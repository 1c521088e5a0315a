/** The one alert that stands for many: begun, raised when a member is worse, told again when it has grown, and resolved with the last of its members. */
import type { StormMembers, TransitionKind } from "../alerts/alert.js";
import { severities, type Episode, type Severity, type Subject } from "../policies/decision.js";
import type { Policy } from "../policies/policy.js";
import { subjectName } from "../policies/subjects.js";
import { without } from "../policies/without.js";
import type { LineState, Storm, StormKey } from "./line-state.js";
import type { Pass } from "./pass.js";
import { sayAlert, silencedNow } from "./say-alert.js";

const mostListed = 100;

/** `policy` is undefined when it is no longer there; then nothing fires of it either. */
export function tellStorm(pass: Pass, key: StormKey, storm: string, policy: Policy | undefined, place: Subject): void {
  const { state, now } = pass;
  const members = firingIn(state, storm);
  const known = state.storms.get(key);
  if (members.length === 0) {
    if (known?.episode.published !== undefined) end(pass, key, known.episode);
    return;
  }
  if (policy?.alert === undefined) return;
  const severity = worst(members);
  const kind = known?.wakeAt === undefined ? "fired" : kindOf(known, severity, members.length, now);
  if (kind === undefined) return;
  const { episode } = known ?? {};
  const name = subjectName(pass.sight, place);
  const firing: Episode = silencedNow(pass, {
    policy: policy.name, subject: place, subjectName: name, fingerprint: storm, state: "active",
    episode: (episode?.episode ?? 0) + (kind === "fired" ? 1 : 0), transition: (episode?.transition ?? 0) + 1,
    since: kind === "fired" ? now : (episode?.since ?? now), activeAt: kind === "fired" ? now : episode?.activeAt, endedAt: undefined, severity, cause: undefined, toldAt: now,
    published: {
      labels: {
        ...policy.alert.labels, alertname: policy.name, policy: policy.name, severity, vcenter: state.instanceUuid, subject: place.id, subject_kind: place.kind, name, storm: "true",
      },
      annotations: { summary: `${members.length} ${policy.each} alerts of ${policy.name} in ${place.kind} ${name}` }, object: null,
    },
  });
  save(pass, key, { episode: firing, toldMembers: members.length, wakeAt: now + policy.alert.repeatMs });
  if (firing.published !== undefined) sayAlert(pass, { kind, episode: firing, said: firing.published, members: listOf(members) });
}

function kindOf({ episode, toldMembers, wakeAt }: Storm, severity: Severity, count: number, now: number): TransitionKind | undefined {
  const shift = severities.indexOf(severity) - severities.indexOf(episode.severity ?? severity);
  if (shift > 0) return "raised";
  if (count >= 2 * toldMembers) return "grown";
  if (wakeAt === undefined || now < wakeAt) return undefined;
  return shift < 0 ? "lowered" : "repeated";
}

function end(pass: Pass, key: StormKey, episode: Episode): void {
  const said = episode.published;
  if (said === undefined) return;
  const over: Episode = { ...without(episode, "silencedBy", "toldAt"), state: "ended", endedAt: pass.now, transition: episode.transition + 1, published: undefined };
  save(pass, key, { episode: over, toldMembers: 0, wakeAt: undefined });
  pass.state.stormMembers.delete(episode.fingerprint);
  sayAlert(pass, { kind: "resolved", episode: over, said, silencedBy: episode.silencedBy, reason: "none of its members fires any more" });
}

function save({ state, outcome }: Pass, key: StormKey, storm: Storm): void {
  state.storms.set(key, storm);
  outcome.save({ kind: "storm", id: storm.episode.fingerprint }, storm);
}

function worst(members: readonly Episode[]): Severity {
  return severities[Math.max(...members.map(({ severity }) => severities.indexOf(severity ?? "info")))] ?? "info";
}

/** Those of a storm (its fingerprint) that fire now, as its messages list them. */
export function membersOf(state: LineState, storm: string): StormMembers {
  return listOf(firingIn(state, storm));
}

function firingIn(state: LineState, storm: string): readonly Episode[] {
  return [...(state.stormMembers.get(storm) ?? [])].flatMap((member) => state.episodes.get(member) ?? []).filter(({ published }) => published !== undefined);
}

function listOf(members: readonly Episode[]): StormMembers {
  const list = members.map(({ fingerprint, severity = "info", subject, subjectName: name }) => ({ fingerprint, severity, subject: { ...subject, name } }))
    .sort((a, b) => a.subject.name.localeCompare(b.subject.name, "en", { numeric: true }) || (a.fingerprint < b.fingerprint ? -1 : 1)).slice(0, mostListed);
  return { count: members.length, list, omitted: members.length - list.length };
}
