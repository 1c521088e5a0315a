/** Checks of an action's parameters, whoever gave them: a policy's expression, a command's JSON, or words typed by a person. It never guesses a value. */
import type { ActionSpec, ParamSpec } from "../policies/action-spec.js";
import { mistakeIn } from "../policies/param-value.js";
import { nearestName } from "../shared/nearest-name.js";
import type { ActionParams } from "./action.js";

export interface ReadParams {
  readonly params: ActionParams;
  /** One sentence per mistake; with any, `params` must not be used. */
  readonly problems: readonly string[];
}

/** Values as JSON has them. */
export function checkParams({ verb, params: specs }: ActionSpec, given: ActionParams): readonly string[] {
  const names = Object.keys(specs);
  const unknownNames = Object.keys(given).filter((name) => !names.includes(name));
  return [
    ...unknownNames.map((name) => `${verb} has no parameter "${name}"; it has ${names.join(", ") || "none"}${nearestName(name, names)}.`),
    ...Object.entries(specs).flatMap(([name, spec]) => {
      const value = given[name];
      if (value === undefined) return spec.required ? [`${verb} needs ${name}: ${spec.doc}`] : [];
      const mistake = mistakeIn(spec, value);
      return mistake === undefined ? [] : [`${name} is ${JSON.stringify(value)}; allowed: ${mistake}.`];
    }),
  ];
}

/** Words as typed, `name=value`, lists with commas. */
export function readParams(spec: ActionSpec, words: readonly string[]): ReadParams {
  const params: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const word of words) {
    const at = word.indexOf("=");
    const name = at < 0 ? word : word.slice(0, at);
    const known = spec.params[name];
    if (name in params) problems.push(`${name} is given twice.`);
    // A truth value may be said by its name alone.
    params[name] = known === undefined ? word.slice(at + 1) : valueOf(known, at < 0 ? "true" : word.slice(at + 1));
  }
  return { params, problems: [...problems, ...checkParams(spec, params)] };
}

function valueOf({ type }: ParamSpec, text: string): unknown {
  switch (type) {
    case "bool": return text === "true" ? true : text === "false" ? false : text;
    case "int": return numberOf(text);
    case "string": return text;
    case "list<int>": return text === "" ? [] : text.split(",").map((part) => numberOf(part.trim()));
    case "list<string>": return text === "" ? [] : text.split(",").map((part) => part.trim());
  }
}

function numberOf(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}
