/** Draws why a policy says what it says of one object: verdict, then every part of it as a tree with its value. Text only. */
import type { Explained, Outcome } from "../policies/conditions/expression.js";
import type { PolicyExplanation } from "../policies/explain-policy.js";
import type { WherePart } from "../policies/where.js";
import { formatDuration } from "../shared/duration.js";
import type { Palette } from "./palette.js";

const longestValue = 80;

export function drawExplanation(told: PolicyExplanation, palette: Palette): readonly string[] {
  const { policy, mode, name, subject, decision, where, when, on, forMs, keepFiringForMs, raise, action, limits, verify } = told;
  return [
    `${palette.strong(policy)} on ${subject.kind} ${palette.strong(name)} (${subject.id}): ${verdict(told, palette)}`,
    ...(mode === "off" ? [palette.warn("  mode: off, so it is not looked at")] : [`  mode: ${mode}`]),
    ...(on.length === 0 ? [] : [`  on: begins only after ${on.join(" or ")}`]),
    ...where.map((part) => `  where ${drawWhere(part, palette)}`),
    ...drawTree("when", when, palette),
    ...(forMs === 0 ? [] : [`  for: ${formatDuration(forMs)}`]),
    ...(keepFiringForMs === 0 ? [] : [`  keepFiringFor: ${formatDuration(keepFiringForMs)}`]),
    ...raise.flatMap((step) => drawTree(`raise to ${step.to} when`, step.when, palette)),
    ...(decision.severity === undefined ? [] : [`  severity: ${decision.severity}${decision.severityCeiling === undefined ? "" : ` (unknown up to ${decision.severityCeiling})`}`]),
    ...(action === undefined ? [] : action.params.flatMap((param) => (param.value === undefined ? [`  do ${action.verb} ${param.name}: ${JSON.stringify(param.literal)}`] : drawTree(`do ${action.verb} ${param.name}:`, param.value, palette)))),
    ...(limits === undefined ? [] : [`  limits: ${Object.entries(limits).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ")}`]),
    ...(verify === undefined ? [] : drawTree("verify that", verify, palette)),
  ];
}

function verdict({ decision }: PolicyExplanation, palette: Palette): string {
  switch (decision.verdict) {
    case "true": return palette.bad("its condition holds");
    case "false": return palette.good("its condition does not hold");
    case "unknown": return palette.warn(`it cannot be judged, for these are not known: ${decision.missing.join(", ")}`);
  }
}

function drawWhere({ key, patterns, values, holds }: WherePart, palette: Palette): string {
  const has = values === undefined ? "not known" : values.length === 0 ? "none" : values.join(", ");
  return `${key}: ${patterns.join(", ")}  ${palette.faint("=")} ${mark(holds, palette)} ${palette.faint(`(it is ${shortened(has)})`)}`;
}

function mark(holds: boolean | undefined, palette: Palette): string {
  if (holds === undefined) return palette.warn("unknown");
  return holds ? palette.good("true") : palette.bad("false");
}

export function drawTree(label: string, root: Explained, palette: Palette): readonly string[] {
  return [`  ${label} ${line(root, palette)}`, ...branches(root, "    ", palette)];
}

function branches({ parts, omitted }: Explained, indent: string, palette: Palette): readonly string[] {
  const rest = omitted === undefined ? [] : [`${indent}${palette.faint(`└─ and ${omitted} more`)}`];
  return [...parts.flatMap((part, index) => {
    const last = index === parts.length - 1 && omitted === undefined;
    return [`${indent}${palette.faint(last ? "└─" : "├─")} ${line(part, palette)}`, ...branches(part, `${indent}${last ? "   " : `${palette.faint("│")}  `}`, palette)];
  }), ...rest];
}

function line({ source, outcome }: Explained, palette: Palette): string {
  return `${source}  ${palette.faint("=")} ${valueOf(outcome, palette)}`;
}

function valueOf(outcome: Outcome, palette: Palette): string {
  if (outcome.kind === "unknown") return palette.warn(`unknown (missing ${outcome.missing.join(", ")})`);
  if (typeof outcome.value === "boolean") return mark(outcome.value, palette);
  return shortened(plainText(outcome.value));
}

function plainText(value: unknown): string {
  switch (typeof value) {
    case "string": return JSON.stringify(value);
    case "number": case "bigint": case "boolean": return String(value);
    default: break;
  }
  if (Array.isArray(value)) {
    const simple = value.every((entry) => typeof entry !== "object" || entry === null);
    return simple && value.length <= 8 ? `[${value.map(plainText).join(", ")}]` : `${value.length} ${value.length === 1 ? "entry" : "entries"}`;
  }
  if (value instanceof Date) return value.toISOString();
  const name = typeof value === "object" && value !== null ? (value as { readonly verdict?: unknown; readonly name?: unknown }) : {};
  if (typeof name.verdict === "string") return JSON.stringify(name.verdict);
  return typeof name.name === "string" ? name.name : "an object";
}

function shortened(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
