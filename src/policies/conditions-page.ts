/** docs/conditions.md, made from the language's specs, so that the page and the type checker never disagree. The types are in docs/vocabulary.md. */
import { globalFunctions, methods } from "./conditions/built-ins.js";
import { functions, structuralLimits } from "./conditions/environment.js";
import { usageOf } from "./conditions/function-spec.js";
import { maxExpressionLength } from "./conditions/language.js";
import { maxMadeText } from "./conditions/meter.js";
import { maxNesting } from "./conditions/walk.js";
import { subjectKinds } from "./decision.js";
import { table, typeLink } from "./page.js";
import { roots, viewTypes } from "./vocabulary/catalogue.js";
import { verdictTypeName } from "./vocabulary/limit-verdict.js";
import { maxListItems, maxSteps } from "./vocabulary/sight.js";

export function conditionsPage(): string {
  return `${[
    "# What conditions can say",
    "This page is generated from the code; edit the specs under `src/policies` instead.",
    "Conditions and texts of policies are [CEL](https://cel.dev). They are checked against the types below when policies are loaded: a misspelt field, a wrong type or an unknown function is an error with its place.",
    "## Variables",
    table(["`each:`", "variable", "type"], subjectKinds.map((kind) => [`\`${kind}\``, `\`${kind}\``, typeLink(roots[kind].type)])),
    "## True, false, unknown",
    "A field whose value vCenter has not told makes what depends on it unknown. `&&` and `||` give an answer where one side alone decides: `false && unknown` is false, `true || unknown` is true; `all` and `exists` likewise over their entries. Everything else that touches an unknown value is unknown. An unknown condition neither fires, nor resolves, nor acts. `has(vm.host)` asks whether a value is known, and is itself never unknown at its last step.",
    "## Types",
    `The objects, with all their fields, units and sources: [vocabulary.md](vocabulary.md). ${[...viewTypes].reverse().map(({ name }) => typeLink(name)).join(", ")}.`,
    `A ${verdictTypeName} compares with texts and can be added to them.`,
    "## Functions of tetherd",
    "Every function says what it takes; anything else is an error at load.",
    ...functions.flatMap((spec) => [`- \`${usageOf(spec)}\`: ${spec.doc}`, ...spec.examples.map(([expression, value]) => `  - \`${expression}\` is \`${String(value)}\``)]),
    "## Functions of CEL",
    ...[...Object.values(globalFunctions), ...Object.values(methods)].map((doc) => `- ${doc}`),
    "Operators: `&& || !`, `== !=`, `< <= > >=`, `+ - * / %`, `in`, `c ? a : b`, `list[i]`, literals of lists and maps. Whole numbers and doubles compare with each other; for arithmetic between them write `1.0` or `double(…)`. Times compare with each other, ages with spans such as `days(3)`.",
    "## Time",
    "Nothing in a condition reads a clock. Each judgement has one moment, and whatever it says about time also says when that answer will change: the line looks again at that very moment, in its next turn. So `age(s.createTime) > days(3)` becomes true within a second or so of the third day, without anything else having to change, and costs nothing until then. Times are vCenter's, the moment is that of tetherd's own clock: where the two clocks differ, so do ages.",
    "## Bounds",
    `An expression may have ${maxExpressionLength} characters, ${structuralLimits.maxAstNodes} parts, ${structuralLimits.maxDepth} levels of nesting, and loops of depth ${maxNesting}. Lists of more than ${maxListItems} entries are unknown. An evaluation may take ${maxSteps} steps (fields read, entries gone through, texts searched and put together), texts it puts together ${maxMadeText} characters; beyond that it is unknown and says so.`,
  ].join("\n\n").replaceAll("\n\n- ", "\n- ").replaceAll("\n\n  - ", "\n  - ")}\n`;
}
