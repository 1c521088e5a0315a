/** An explanation as plain JSON: whole numbers as numbers, objects by their names. */
import type { PolicyExplanation } from "../policies/explain-policy.js";

export function explanationJson(told: PolicyExplanation): unknown {
  return JSON.parse(JSON.stringify(told, (key, value: unknown) => {
    if (typeof value === "bigint") return Number(value);
    if (key !== "value" || typeof value !== "object" || value === null || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) return value;
    const { name } = value as { readonly name?: unknown };
    return typeof name === "string" ? name : "an object";
  }));
}
