/**
 * What a person may say about actions: approve, refuse, cancel, retry; pause, resume. Each is one compare-and-set on what is written, so that it counts once,
 * whoever else says something at the same time; the answer says what happened. It calls nobody.
 */
import { activeStates, closedStates, moved, waitingStates, type Intent } from "../../actions/intent.js";
import type { ActionJournal } from "./journal-port.js";
import { keyOf, pauseKey, type HeldPolicy, type Pause } from "./records.js";

export interface Said {
  readonly ok: boolean;
  /** Machine-readable: "approved", "not-found", "not-waiting" … */
  readonly code: string;
  /** A sentence. */
  readonly message: string;
}

export interface Person {
  readonly sender: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** The intent with this id, or with an id that begins so. */
export function findIntent(journal: ActionJournal, id: string): { readonly key: string; readonly intent: Intent } | Said {
  const found = [...journal.entries].filter(([key]) => /^[^.]+\.action\./.test(key) && key.split(".")[2]?.startsWith(id) === true && id !== "");
  const [first, ...more] = found;
  if (first === undefined) return { ok: false, code: "not-found", message: `There is no action ${id}.` };
  if (more.length > 0) return { ok: false, code: "ambiguous", message: `${found.length} actions begin with ${id}; give more of the id.` };
  return { key: first[0], intent: first[1].value as Intent };
}

type Change = (intent: Intent) => Intent | Said;

async function say(journal: ActionJournal, id: string, change: Change, done: (intent: Intent) => Said, signal: AbortSignal): Promise<Said> {
  for (;;) {
    const found = findIntent(journal, id);
    if ("ok" in found) return found;
    const after = change(found.intent);
    if ("ok" in after) return after;
    if (await journal.put(found.key, after, journal.entries.get(found.key)?.revision ?? 0, signal)) return done(after);
  }
}

/** `hash`: what the person saw; when it is given it must be what is offered now. */
export async function approve(journal: ActionJournal, id: string, { sender, now }: Person, hash: string | undefined, signal: AbortSignal): Promise<Said> {
  return say(journal, id, (intent) => {
    const { state, offer, approval, request } = intent;
    if (approval !== undefined && state !== "proposed") return { ok: false, code: "already-approved", message: `${approval.by} approved it at ${new Date(approval.at).toISOString()}; it is ${state} now.` };
    if (state !== "proposed") return { ok: false, code: "not-waiting", message: `Action ${request.id} does not wait for an approval; it is ${state}.` };
    if (now >= Date.parse(request.notAfter)) return { ok: false, code: "expired", message: `Action ${request.id} could be approved until ${request.notAfter}.` };
    if (offer === undefined) return { ok: false, code: "not-offered", message: `Action ${request.id} was not looked at yet by an executor; try again in a moment.` };
    if (hash !== undefined && hash !== offer.hash) return { ok: false, code: "content-changed", message: `What would be done has changed since: the approval names ${hash}, and ${offer.hash} is offered.` };
    return moved(intent, "approved", { at: now, reasons: [`${sender} approved it.`], by: sender }, { approval: { by: sender, at: now, hash: offer.hash } });
  }, ({ request }) => ({ ok: true, code: "approved", message: `${request.verb} of ${request.target.name} is approved.` }), signal);
}

export async function refuse(journal: ActionJournal, id: string, { sender, now }: Person, reason: string, signal: AbortSignal): Promise<Said> {
  return say(journal, id, (intent) => {
    if (!waitingStates.has(intent.state)) return { ok: false, code: "not-waiting", message: `Action ${intent.request.id} does not wait any more; it is ${intent.state}.` };
    return moved(intent, "refused", { at: now, reasons: [`${sender} refused it${reason === "" ? "." : `: ${reason}`}`], by: sender }, { approval: undefined, retryAt: undefined });
  }, ({ request }) => ({ ok: true, code: "refused", message: `${request.verb} of ${request.target.name} is refused.` }), signal);
}

export async function cancel(journal: ActionJournal, id: string, { sender, now }: Person, signal: AbortSignal): Promise<Said> {
  return say(journal, id, (intent) => {
    const { state, request } = intent;
    if (closedStates.has(state)) return { ok: false, code: "ended", message: `Action ${request.id} has ended already; it is ${state}.` };
    if (activeStates.has(state)) return { ...intent, cancel: { by: sender, at: now } };
    return moved(intent, "cancelled", { at: now, reasons: [state === "unknown" ? `${sender} says that nothing more is to be done.` : `${sender} cancelled it before it was begun.`], by: sender }, { approval: undefined, retryAt: undefined });
  }, ({ request, state }) => state === "cancelled"
    ? { ok: true, code: "cancelled", message: `${request.verb} of ${request.target.name} is cancelled.` }
    : { ok: true, code: "cancelling", message: `${request.verb} of ${request.target.name} is at work; vCenter is asked to cancel its task.` }, signal);
}

/** For an outcome nobody knows: the person says that it was not done. For what has failed or expired: once more, judged anew. */
export async function retry(journal: ActionJournal, id: string, { sender, now }: Person, validForMs: number, signal: AbortSignal): Promise<Said> {
  return say(journal, id, (intent) => {
    const { state, request } = intent;
    if (!["unknown", "failed", "expired"].includes(state)) return { ok: false, code: "not-ended", message: `Action ${request.id} cannot be tried again; it is ${state}.` };
    const reasons = [state === "unknown" ? `${sender} says that it was not done.` : `${sender} wants it tried again.`];
    const renewed = { ...request, notAfter: new Date(Math.max(now + validForMs, Date.parse(request.notAfter))).toISOString() };
    return moved(intent, "approved", { at: now, reasons, by: sender }, { request: renewed, failures: 0, retryAt: undefined, issue: undefined, cancel: undefined, owner: undefined, approval: undefined });
  }, ({ request }) => ({ ok: true, code: "retrying", message: `${request.verb} of ${request.target.name} is tried again as soon as it may begin.` }), signal);
}

/** Holds every action of the site; what vCenter is at already goes on. */
export async function pause(journal: ActionJournal, { sender, now }: Person, reason: string, signal: AbortSignal): Promise<Said> {
  const entry = journal.entries.get(pauseKey);
  if (entry !== undefined) return { ok: true, code: "already-paused", message: `Actions are paused already, by ${(entry.value as Pause).by}.` };
  const value: Pause = { by: sender, at: now, reason };
  return await journal.put(pauseKey, value, 0, signal) ? { ok: true, code: "paused", message: "No action is begun any more; tasks that run go on, and alerts too." } : pause(journal, { sender, now }, reason, signal);
}

export async function resume(journal: ActionJournal, signal: AbortSignal): Promise<Said> {
  const entry = journal.entries.get(pauseKey);
  if (entry === undefined) return { ok: true, code: "not-paused", message: "Actions are not paused." };
  return await journal.put(pauseKey, undefined, entry.revision, signal) ? { ok: true, code: "resumed", message: "Actions may begin again." } : resume(journal, signal);
}

/** Lets a held policy go on, at every vCenter where it is held. */
export async function resumePolicy(journal: ActionJournal, policy: string, { sender, now }: Person, signal: AbortSignal): Promise<Said> {
  let lifted = 0;
  for (const [key, entry] of [...journal.entries]) {
    const held = entry.value as HeldPolicy;
    if (!key.endsWith(`.held.${keyOf(policy)}`) || held.liftedAt !== undefined) continue;
    if (!(await journal.put(key, { ...held, liftedAt: now, liftedBy: sender }, entry.revision, signal))) return resumePolicy(journal, policy, { sender, now }, signal);
    lifted++;
  }
  return lifted === 0 ? { ok: false, code: "not-held", message: `Policy ${policy} is not held.` } : { ok: true, code: "resumed", message: `Policy ${policy} may act again.` };
}
