/** docs/conditions.md, made from the language's specs, so that the page and the type checker never disagree. The types are in docs/vocabulary.md. */
import { globalFunctions, methods } from "./conditions/built-ins.js";
import { createLanguage, maxExpressionLength, structuralLimits } from "./conditions/language.js";
import { maxNesting } from "./conditions/walk.js";
import { subjectKinds } from "./decision.js";
import { table, typeLink } from "./page.js";
import { roots, viewTypes } from "./vocabulary/catalogue.js";
import { verdictTypeName } from "./vocabulary/limit-verdict.js";
import { maxListItems } from "./vocabulary/sight.js";

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
    ...createLanguage().functions.flatMap((spec) => [`- ${spec.doc}`, ...spec.examples.map(([expression, value]) => `  - \`${expression}\` is \`${String(value)}\``)]),
    "## Functions of CEL",
    ...[...Object.values(globalFunctions), ...Object.values(methods)].map((doc) => `- ${doc}`),
    "Operators: `&& || !`, `== !=`, `< <= > >=`, `+ - * / %`, `in`, `c ? a : b`, `list[i]`, literals of lists and maps. Whole numbers and doubles compare with `<` and `>`; for `==` and arithmetic write `1.0` or `double(…)`.",
    "## Bounds",
    `An expression may have ${maxExpressionLength} characters, ${structuralLimits.maxAstNodes} parts, ${structuralLimits.maxDepth} levels of nesting, and loops of depth ${maxNesting}. Lists of more than ${maxListItems} entries are unknown.`,
  ].join("\n\n").replaceAll("\n\n- ", "\n- ").replaceAll("\n\n  - ", "\n  - ")}\n`;
}
