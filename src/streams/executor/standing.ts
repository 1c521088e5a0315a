/** How an intent stands: its policy and action, what holds it back beside budgets, and which VMs it closes to others. It writes nothing. */
import type { Intent } from "../../actions/intent.js";
import type { JudgeInput } from "../../actions/judge-intent.js";
import type { Step } from "../../actions/next-step.js";
import { mayPass } from "../../actions/breaker.js";
import type { InventoryView } from "../../inventory/model.js";
import type { Ref } from "../../inventory/updates.js";
import type { ExecutorContext } from "./context.js";
import type { Records } from "./records.js";

export function judgeInputOf(context: ExecutorContext, intent: Intent): JudgeInput {
  const { policy, verb } = intent.request;
  return {
    intent, policy: intent.sender === undefined ? context.policies().byName.get(policy) : undefined, action: context.actions.find((one) => one.verb === verb),
    now: context.now(), approvalValidMs: context.rules.approvalValidMs,
  };
}

/** A pause, or a policy that is held; one sentence. */
export function standsInTheWay({ now }: ExecutorContext, records: Records, { request: { policy }, sender }: Intent): string | undefined {
  const { pause } = records;
  if (pause !== undefined) return `Actions are paused by ${pause.by}${pause.reason === "" ? "" : `: ${pause.reason}`}.`;
  const held = sender === undefined ? records.heldOf(policy) : undefined;
  return held === undefined || (held.liftedAt !== undefined && held.liftedAt <= now()) ? undefined : `Policy ${policy} is held: ${held.reason}`;
}

/** Which breaker is open for it, and whether it could be the trial of one. */
export function atBreaker({ now }: ExecutorContext, records: Records, { request: { id, verb } }: Intent): { readonly kind: "no"; readonly reason: string } | { readonly kind: "yes"; readonly trials: readonly string[] } {
  const { breakers } = records.desk;
  const trials: string[] = [];
  for (const name of ["vcenter", verb]) {
    const pass = mayPass(breakers[name], id, now());
    if (pass === "no") return { kind: "no", reason: `After repeated failures ${name === "vcenter" ? "nothing" : `no ${name}`} is begun before ${new Date(breakers[name]?.openUntil ?? 0).toISOString()}, and then one at first.` };
    if (pass === "trial") trials.push(name);
  }
  return { kind: "yes", trials };
}

/** A VM closes itself; a group all its members. */
export function vmsClosedBy({ request: { target } }: Intent, step: Step, inventory: InventoryView): readonly Ref[] {
  const own = target.type === "VirtualMachine" ? [target.id] : target.type === "CloneGroup" ? (inventory.groups.get(target.id)?.members ?? []) : [];
  return [...new Set([...own, ...step.touches.vms])].sort();
}
