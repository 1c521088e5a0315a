/**
 * A vCenter that can be changed, as the executor wants it: calls as data in, values out, over a session of its own. A call that changes
 * something is sent at most once, and when no answer comes that is said and never mended by asking again.
 */
import type { Operation } from "../actions/operation.js";
import { privilegesFor } from "../actions/operation-needs.js";
import type { Ref } from "../inventory/updates.js";
import { VimError, VimFault } from "./errors.js";
import { LoginGuard } from "./login-guard.js";
import { callFor } from "./operations/call-for.js";
import { checkPrivileges } from "./operations/check-privileges.js";
import { explainAnswer, explainFault, type ExplainedFault } from "./operations/explain-fault.js";
import { readFresh, type FreshVm } from "./operations/read-fresh.js";
import { showCall } from "./operations/show-call.js";
import type { TaskDetail } from "./operations/task-detail.js";
import { SessionDesk } from "./session-desk.js";
import type { VCenterAccess } from "./settings.js";
import { moRef } from "./soap-caller.js";
import { TaskReader } from "./task-reader.js";
import { cancelTask, followTask, readTasks, searchTasks } from "./task.js";

type StartOutcome =
  | { readonly kind: "started"; readonly task: Ref }
  | { readonly kind: "refused"; readonly fault: ExplainedFault }
  | { readonly kind: "unsent" | "no-answer"; readonly why: string };

type TaskOutcome =
  | { readonly kind: "success"; readonly result?: Ref; readonly ms?: number }
  | { readonly kind: "error"; readonly fault: ExplainedFault; readonly cancelled: boolean }
  | { readonly kind: "vanished" };

/** Failures that come before the first byte of a call. */
const beforeSending: readonly string[] = ["VIM_CONNECTION_REFUSED", "VIM_HOST_UNKNOWN", "VIM_CERTIFICATE_UNTRUSTED", "VIM_THUMBPRINT_MISMATCH", "VIM_NOT_TLS"];

export class VimOperator {
  readonly #desk: SessionDesk;
  readonly #tasks: TaskReader;
  readonly #closing = new AbortController();

  /** `guard`: shared with the watch of the same account, so that a wrong password is not tried twice as often. */
  constructor(access: VCenterAccess, guard: LoginGuard = new LoginGuard(access.now ?? Date.now)) {
    this.#desk = new SessionDesk(access, guard);
    const { signal } = this.#closing;
    this.#tasks = new TaskReader((tasks) => this.#desk.read((session) => readTasks(session, tasks, signal), signal));
  }

  async about(signal: AbortSignal): Promise<{ readonly instanceUuid: string; readonly apiVersion: string; readonly time: string }> {
    return await this.#desk.read(async (session) => ({ instanceUuid: session.about.instanceUuid, apiVersion: session.about.apiVersion, time: await session.currentTime(signal) }), signal);
  }

  async start(operation: Operation, operationId: string, signal: AbortSignal): Promise<StartOutcome> {
    let call, session;
    try {
      call = await this.#desk.read((open) => callFor(open, operation, signal), signal);
      // A fresh answer on the connection that the call will take: what is dead is found out before anything is sent that cannot be sent again.
      session = await this.#desk.read(async (open) => {
        await open.currentTime(signal);
        return open;
      }, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof VimFault && error.code === "VIM_FAULT") return { kind: "refused", fault: explainAnswer(error) };
      return { kind: "unsent", why: reasonOf(error) };
    }
    if ("kind" in call) return { kind: "refused", fault: { ...explainFault("NotFound", undefined, ""), message: `Nothing was called: ${call.why}.` } };
    try {
      return { kind: "started", task: moRef(await session.caller.call(call.method, call.target, call.args, { signal, repeatable: false, operationId }), "the task").value };
    } catch (error) {
      if (error instanceof VimFault && error.code === "VIM_SESSION_LOST") {
        this.#desk.drop(session);
        return { kind: "unsent", why: reasonOf(error) };
      }
      if (error instanceof VimFault) return { kind: "refused", fault: explainAnswer(error) };
      return { kind: error instanceof VimError && beforeSending.includes(error.code) ? "unsent" : "no-answer", why: reasonOf(error) };
    }
  }

  async watchTask(task: Ref, onProgress: (progress: { readonly state: "queued" | "running"; readonly percent: number | undefined }) => void, signal: AbortSignal): Promise<TaskOutcome> {
    const told = ({ state, percent }: TaskDetail): void => {
      if (state === "queued" || state === "running") onProgress({ state, percent });
    };
    const end = await followTask(task, () => this.#tasks.read(task), told, signal);
    if (end === undefined) return { kind: "vanished" };
    if (end.state === "success") return { kind: "success", ...(end.result === undefined ? {} : { result: end.result }), ...(end.ranMs === undefined ? {} : { ms: end.ranMs }) };
    return { kind: "error", fault: end.fault ?? explainFault("unknown", undefined, ""), cancelled: end.cancelled || end.fault?.type === "RequestCanceled" };
  }

  async findTasks(search: { readonly entity: Ref; readonly entityType: string; readonly since: string }, signal: AbortSignal): Promise<readonly TaskDetail[]> {
    return await this.#desk.read((session) => searchTasks(session, search, signal), signal);
  }

  async cancelTask(task: Ref, signal: AbortSignal): Promise<boolean> {
    return await this.#desk.read((session) => cancelTask(session, task, signal), signal);
  }

  async readFresh(vms: readonly Ref[], signal: AbortSignal): Promise<ReadonlyMap<Ref, FreshVm>> {
    return await this.#desk.read((session) => readFresh(session, vms, signal), signal);
  }

  async lackedPrivileges(operation: Operation, signal: AbortSignal): Promise<readonly string[] | undefined> {
    return await this.#desk.read((session) => checkPrivileges(session, privilegesFor(operation), signal), signal);
  }

  async show(operation: Operation, operationId: string, signal: AbortSignal): Promise<string> {
    const [call, version] = await this.#desk.read(async (session) => [await callFor(session, operation, signal), session.about.apiVersion] as const, signal);
    return "kind" in call ? `Nothing would be called: ${call.why}.` : await showCall(call, version, operationId);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#desk.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
