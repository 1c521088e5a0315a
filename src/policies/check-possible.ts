/** Finds in a policy what can never be, and reports it where it stands: in its condition, in what raises its severity, in what it verifies. It compiles nothing itself. */
import type { Expression } from "./conditions/expression.js";
import { alwaysWith, neverTrue, neverWith } from "./conditions/never-true.js";
import type { AlertPart } from "./policy.js";
import type { PolicyText } from "./skeleton/policy-keys.js";
import type { Reading } from "./skeleton/reading.js";

/** What of the policy has compiled; `raise` as the text has it, or empty. */
export interface CompiledParts {
  readonly condition: Expression | undefined;
  readonly raise: AlertPart["raise"];
  readonly that: Expression | undefined;
}

export function checkPossible(text: PolicyText, { condition, raise, that }: CompiledParts, reading: Reading): boolean {
  let isPossible = true;
  const mistake = (offset: number, message: string): void => {
    reading.report(offset, message);
    isPossible = false;
  };
  const when = text.when?.value;
  const never = condition === undefined ? undefined : neverTrue(condition);
  if (when !== undefined && never !== undefined) mistake(when.offsetAt(never.offset), `when: the policy can never match: ${never.message}${when.text.trim() === "false" ? "; to switch it off, write mode: off" : ""}`);
  for (const [index, step] of (condition === undefined || never !== undefined ? [] : raise).entries()) {
    const source = text.alert?.value.raise?.value[index]?.when?.value;
    if (source === undefined || condition === undefined) continue;
    const alone = neverTrue(step.when);
    const clash = alone?.message ?? neverWith(condition, step.when);
    if (clash !== undefined) mistake(source.offsetAt(alone?.offset ?? 0), `${source.name}: no alert can ever be raised to ${step.to}: ${clash}`);
    else if (alwaysWith(condition, step.when)) reading.report(source.offsetAt(0), `${source.name} holds whenever when: holds, so the alert is never ${text.alert?.value.severity?.value ?? ""} but always ${step.to} or worse`, "warning");
  }
  const wish = text.verify?.value.that?.value;
  const vain = that === undefined ? undefined : neverTrue(that);
  if (wish !== undefined && vain !== undefined) mistake(wish.offsetAt(vain.offset), `${wish.name}: no action can ever be verified: ${vain.message}`);
  return isPossible;
}
