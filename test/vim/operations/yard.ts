/**
 * A server, tetherd's model of it, and the hands that change it: actions are carried out one call after the other until they say they are
 * done, as an executor would, but with nothing written down. For tests of actions and calls together.
 */
import type { Action, ActionGround, Assignment } from "../../../src/actions/action.js";
import { actionCatalogue } from "../../../src/actions/catalogue.js";
import type { Forecast } from "../../../src/actions/forecast.js";
import { measureOf } from "../../../src/actions/measure.js";
import type { NextStep } from "../../../src/actions/next-step.js";
import type { Operation } from "../../../src/actions/operation.js";
import type { Outcome } from "../../../src/actions/outcome.js";
import { outcomeOf } from "../../../src/actions/outcome-of.js";
import { applyUpdates } from "../../../src/inventory/apply-updates.js";
import { Inventory } from "../../../src/inventory/inventory.js";
import type { Ref } from "../../../src/inventory/updates.js";
import type { Subject } from "../../../src/policies/decision.js";
import type { OperationFault, Operator, TaskProgress } from "../../../src/streams/executor-ports.js";
import type { Watch } from "../../../src/streams/ports.js";
import { createVCenter } from "../../../src/vim/create-vcenter.js";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import type { VCenterAccess } from "../../../src/vim/settings.js";

export interface Carried {
  readonly end: Exclude<NextStep, { readonly kind: "operation" }> | { readonly kind: "fault"; readonly fault: OperationFault };
  readonly operations: readonly Operation[];
  readonly results: readonly Ref[];
  readonly progress: readonly TaskProgress[];
  readonly forecast: Forecast;
  /** What it did, measured against what was there before; undefined when nothing was called or it did not end well. */
  readonly outcome: Outcome | undefined;
}

export interface Yard {
  readonly operator: Operator;
  /** With everything that the server has announced. */
  inventory(): Promise<Inventory>;
  vm(name: string): Promise<Ref>;
  group(memberName: string): Promise<Subject>;
  /** What an action would answer now. */
  next(verb: string, on: string | Subject, params?: Assignment["params"], more?: Partial<ActionGround & Assignment>): Promise<NextStep>;
  carryOut(verb: string, on: string | Subject, params?: Assignment["params"], more?: Partial<ActionGround & Assignment>): Promise<Carried>;
  close(): Promise<void>;
}

export const within = (): AbortSignal => AbortSignal.timeout(30_000);

export function openYard(access: VCenterAccess): Yard {
  const vcenter = createVCenter(access);
  const operator: Operator = new VimOperator(access);
  let actions = 0;

  const model = new Inventory();
  let watching: Promise<Watch> | undefined;
  const inventory = async (): Promise<Inventory> => {
    const watch = await (watching ??= vcenter.open(() => Promise.resolve(undefined), within()));
    for (let more = true; more;) {
      const { updates, truncated } = await watch.waitForUpdates(0, within());
      applyUpdates(model, updates);
      more = truncated || updates.length > 0;
    }
    return model;
  };
  const vm = async (name: string): Promise<Ref> => {
    for (const each of (await inventory()).vms.values()) if (each.name === name) return each.ref;
    throw new Error(`there is no VM ${name}`);
  };
  const subjectOf = async (on: string | Subject): Promise<Subject> => (typeof on === "string" ? { kind: "vm", id: await vm(on) } : on);
  const actionOf = (verb: string): Action => {
    const action = actionCatalogue.find((each) => each.verb === verb);
    if (action === undefined) throw new Error(`there is no action ${verb}`);
    return action;
  };
  const ground = async (): Promise<ActionGround> => ({ inventory: await inventory(), hostLimit: undefined, busyVms: new Set(), apiVersion: (await operator.about(within())).apiVersion });

  return {
    operator, inventory, vm,
    async group(memberName) {
      const model = await inventory();
      const group = model.groupOf(await vm(memberName));
      if (group === undefined) throw new Error(`${memberName} is in no group`);
      return { kind: "group", id: group.id };
    },
    async next(verb, on, params = {}, more = {}) {
      return actionOf(verb).next({ ...(await ground()), ...more }, { subject: await subjectOf(on), params, actionId: "0123", ...more });
    },
    async carryOut(verb, on, params = {}, more = {}) {
      const action = actionOf(verb);
      const subject = await subjectOf(on);
      const actionId = `test-${++actions}`;
      const forecast = action.forecast(await ground(), subject, params);
      const done: Operation[] = [];
      const results: Ref[] = [];
      const progress: TaskProgress[] = [];
      const taskMs: number[] = [];
      const before = measureOf(await ground(), action, { subject, params, actionId });
      let memo: unknown;
      for (let step = 1; step < 50; step++) {
        const next = action.next({ ...(await ground()), ...more }, { subject, params, actionId, done, memo: memo === undefined ? undefined : JSON.parse(JSON.stringify(memo)), ...more });
        if (next.kind !== "operation") {
          const told = { end: next, operations: done, results, progress, forecast };
          if (next.kind !== "satisfied" || done.length === 0) return { ...told, outcome: undefined };
          return { ...told, outcome: outcomeOf(await inventory(), { subject, params, actionId, done, memo }, taskMs, before).outcome };
        }
        memo = next.memo ?? memo;
        const started = await operator.start(next.operation, `tetherd-${actionId}-${step}`, within());
        if (started.kind === "refused") return { end: { kind: "fault", fault: started.fault }, operations: done, results, progress, forecast, outcome: undefined };
        if (started.kind !== "started") throw new Error(`${next.operation.kind}: ${started.kind}, ${started.why}`);
        const outcome = await operator.watchTask(started.task, (news) => progress.push(news), within());
        if (outcome.kind === "vanished") throw new Error(`${next.operation.kind}: the task vanished`);
        if (outcome.kind === "error") return { end: { kind: "fault", fault: outcome.fault }, operations: done, results, progress, forecast, outcome: undefined };
        done.push(next.operation);
        if (outcome.ms !== undefined) taskMs.push(outcome.ms);
        if (outcome.result !== undefined) results.push(outcome.result);
      }
      throw new Error(`${verb} never ended`);
    },
    async close() {
      await operator.close();
      await (await watching)?.close();
    },
  };
}
