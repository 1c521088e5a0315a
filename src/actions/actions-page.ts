/** The generated part of docs/actions.md: every action with its parameters, an example, its calls and what they need. It never tells how to operate them. */
import { stringify } from "yaml";
import type { ParamSpec } from "../policies/action-spec.js";
import { table } from "../policies/page.js";
import type { Action, Repetition } from "./action.js";
import { operationNeeds } from "./operation-needs.js";
import { promotionRules } from "./promotion-support.js";

const repetitions: Readonly<Record<Repetition, string>> = {
  convergent: "It may be tried again after a lost answer, when the present state says that it was not done",
  guarded: "vCenter itself refuses it when somebody changed the object meanwhile; it is then planned anew",
  cumulative: "It is never tried again without proof that it was not done: where there is none, tetherd stops at `unknown` and asks",
};

const running: Readonly<Record<(typeof promotionRules)[number]["running"], string>> = { never: "no", unknown: "not known, so refused", "without-snapshots": "yes, if it has no snapshots" };

export function actionsPage(actions: readonly Action[]): string {
  return `${[
    "# Actions",
    "The lists on this page are generated from the code; edit the specs under `src/actions` instead.",
    "An action is a wish about a state. Before each call the present state is looked at: an action that is satisfied, must not be done, or cannot be judged makes no call, and says why in sentences.",
    ...actions.flatMap(actionSection),
    "## Privileges",
    "What the account needs for each call, beside the read-only role. Grant a privilege only with the action that needs it. `tetherd` asks vCenter whether the account has them before it acts.",
    table(["call", "privileges", "on API"], Object.entries(operationNeeds).map(([kind, { privileges, since }]) => [`\`${callName(kind)}\``, privileges.map((anyOf) => anyOf.map((each) => `\`${each}\``).join(" or ")).join(", "), `${since} or newer`])),
    "## Promoting a running VM",
    "A VM that is powered off or suspended can be promoted on every version.",
    table(["vCenter API from", "running VM", "source"], promotionRules.map(({ from, running: verdict, source }) => [from === "0" ? "the first" : from, running[verdict], source])),
  ].join("\n\n")}\n`;
}

function actionSection({ verb, doc, each, params, repetition, operations }: Action): readonly string[] {
  const example = Object.fromEntries(Object.entries(params).filter(([, { required }]) => required).map(([name, spec]) => [name, written(spec)]));
  return [
    `## \`${verb}\``,
    doc,
    Object.keys(params).length === 0 ? "No parameters." : table(["parameter", "type", "needed", "meaning"], Object.entries(params).map(([name, spec]) => [`\`${name}\``, typeOf(spec), spec.required ? "yes" : "no", spec.doc])),
    `\`\`\`yaml\n${stringify({ each: each.length === 1 ? each[0] : each.join(" or "), do: { [verb]: example } }).trim()}\n\`\`\``,
    `Calls ${operations.map((kind) => `\`${callName(kind)}\``).join(", ")}. ${repetitions[repetition]}.`,
  ];
}

/** A text in a policy is an expression, so a plain text stands in quotes of its own; words and other values stand as they are. */
function written({ type, words, example }: ParamSpec): unknown {
  return type === "string" && words === undefined ? JSON.stringify(example) : example;
}

function typeOf({ type, words, mustBeTrue }: ParamSpec): string {
  if (mustBeTrue === true) return "`true`";
  return words === undefined ? type.replace("<", "&lt;").replace(">", "&gt;") : words.map((word) => `\`${word}\``).join(", ");
}

function callName(kind: string): string {
  return kind === "PinGroup" ? "ReconfigureComputeResource_Task" : kind;
}
