/** The nuisance of a task that fails on its way: where, and with which fault. It never fails a task itself. */
import { VimFault } from "../wire/vim-fault.js";
import { vim, type VimValue } from "../wire/vim-value.js";
import type { World } from "../world/world.js";

/**
 * The failure planned for this task, if any: "task-fails" with `amount` percent (default 50), `fault` (default SystemError) and `faultFields`.
 * A faultField `faultCause` names a fault type, which is nested as a LocalizedMethodFault.
 */
export function plannedFailure(world: World, where: { readonly method: string; readonly object: string }): { readonly atPercent: number; readonly fault: VimFault } | undefined {
  const nuisance = world.nuisances.strikes("task-fails", where);
  if (nuisance === undefined) return undefined;
  const type = nuisance.fault ?? "SystemError";
  const reason = `${where.method} was made to fail.`;
  const { faultCause, ...given } = nuisance.faultFields ?? {};
  const fields: Record<string, VimValue> = type === "SystemError" ? { reason, ...given } : { ...given };
  if (typeof faultCause === "string") fields["faultCause"] = vim("LocalizedMethodFault", { fault: vim(faultCause), localizedMessage: `The cause is ${faultCause}.` });
  return { atPercent: Math.min(100, Math.max(0, nuisance.amount ?? 50)), fault: new VimFault(type, reason, fields) };
}
