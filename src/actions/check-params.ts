/** Checks parameters that a person gave, against what the action says about them. Policies are checked when they are loaded; this is for requests by hand. */
import { nearestName } from "../shared/nearest-name.js";
import type { ActionSpec, ParamSpec } from "../policies/action-spec.js";

/** Mistakes as sentences; none: they fit. */
export function paramMistakes(spec: ActionSpec, params: Readonly<Record<string, unknown>>): readonly string[] {
  const unknown = Object.keys(params).filter((name) => spec.params[name] === undefined)
    .map((name) => `${spec.verb} has no parameter "${name}"${nearestName(name, Object.keys(spec.params))}`);
  const wrong = Object.entries(spec.params).flatMap(([name, param]) => {
    const value = params[name];
    if (value === undefined) return param.required ? [`${spec.verb} needs ${name}: ${param.doc}`] : [];
    const wanted = wantedOf(param, value);
    return wanted === undefined ? [] : [`${name} must be ${wanted}: it is ${JSON.stringify(value)}`];
  });
  return [...unknown, ...wrong];
}

/** What it must be, when it is not. */
function wantedOf({ type, words, maxLength = 256, mustBeTrue, refuseEmpty }: ParamSpec, value: unknown): string | undefined {
  const isText = (one: unknown): boolean => typeof one === "string" && one.length <= maxLength && (words === undefined || words.includes(one));
  const isKey = (one: unknown): boolean => Number.isInteger(one) && (one as number) >= 0;
  const texts = words === undefined ? `a text of at most ${maxLength} characters` : words.join(" or ");
  switch (type) {
    case "bool": return typeof value === "boolean" && (mustBeTrue !== true || value) ? undefined : mustBeTrue === true ? "true" : "true or false";
    case "int": return isKey(value) ? undefined : "a whole number";
    case "string": return isText(value) ? undefined : texts;
    case "list<int>": case "list<string>": {
      const fits = type === "list<int>" ? isKey : isText;
      const empty = refuseEmpty !== undefined && Array.isArray(value) && value.length === 0;
      return Array.isArray(value) && value.every(fits) && !empty ? undefined : `a list of ${type === "list<int>" ? "whole numbers" : texts}${empty ? ` (${refuseEmpty})` : ""}`;
    }
  }
}
