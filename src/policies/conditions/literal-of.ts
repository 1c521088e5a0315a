/** The value of a part that is written out: a number, text or truth value, or an amount such as days(3) in its smallest unit. It evaluates nothing else. */
import type { ASTNode } from "@marcbachmann/cel-js";

export type Literal = string | number | boolean;

/** Milliseconds and bytes: two amounts are only ever compared where the types agree. */
const amounts: ReadonlyMap<string, number> = new Map([["minutes", 60_000], ["hours", 3_600_000], ["days", 86_400_000], ["MiB", 2 ** 20], ["GiB", 2 ** 30], ["TiB", 2 ** 40]]);

/** Undefined also for a number that JavaScript cannot hold exactly. */
export function literalOf(node: ASTNode): Literal | undefined {
  switch (node.op) {
    case "value": {
      const value = typeof node.args === "bigint" ? Number(node.args) : node.args;
      if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
      return typeof value === "string" || typeof value === "boolean" ? value : undefined;
    }
    case "-_": {
      const value = literalOf(node.args);
      return typeof value === "number" ? -value : undefined;
    }
    case "call": {
      const [name, [amount]] = node.args;
      const unit = amounts.get(name);
      const count = amount === undefined ? undefined : literalOf(amount);
      return unit === undefined || typeof count !== "number" ? undefined : count * unit;
    }
    default: return undefined;
  }
}
