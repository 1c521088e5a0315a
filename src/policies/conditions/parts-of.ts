/** The parts of a node of a parsed expression, arguments and receivers included. Variables of loops are parts like others. */
import type { ASTNode } from "@marcbachmann/cel-js";

export function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value": case "id": return [];
    case "call": return node.args[1];
    case "rcall": return [node.args[1], ...node.args[2]];
    case ".": case ".?": return [node.args[0]];
    case "list": return node.args;
    case "map": return node.args.flat();
    case "!_": case "-_": return [node.args];
    default: return node.args;
  }
}
