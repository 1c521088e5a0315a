/** What a call such as glob(vm.name, "a*") or vm.name.startsWith("a") claims about a text. It knows the functions of texts and no others. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { globMatches } from "./glob.js";
import { literalOf } from "./literal-of.js";

export interface TextTest {
  readonly kind: "text";
  /** The call as it is written, blanks left out, and what it must yield. */
  readonly call: string;
  readonly yields: boolean;
  readonly fits: (text: string) => boolean;
  /** What it must begin and end with. */
  readonly begins: string;
  readonly ends: string;
}

/** Undefined for any other call. With `wanted` false: what must be so for it to be false. */
export function textClaim(node: ASTNode & { op: "call" | "rcall" }, call: string, wanted: boolean, listOf: (name: string) => readonly string[] | undefined): { readonly about: ASTNode; readonly test: TextTest } | undefined {
  const [name, about, argument] = node.op === "rcall" ? [node.args[0], node.args[1], node.args[2][0]] : [node.args[0], node.args[1][0], node.args[1][1]];
  if (about === undefined || argument === undefined) return undefined;
  const texts = textsOf(argument, listOf);
  const [text] = texts ?? [];
  if (texts === undefined || text === undefined) return undefined;
  const test = (fits: (value: string) => boolean, begins = "", ends = ""): TextTest => ({ kind: "text", call, yields: wanted, fits: (value) => fits(value) === wanted, begins: wanted ? begins : "", ends: wanted ? ends : "" });
  switch (`${node.op} ${name}`) {
    case "call glob": return { about, test: test((value) => texts.some((pattern) => globMatches(pattern, value)), ...(texts.length === 1 ? [/^[^*?]*/.exec(text)?.[0], /[^*?]*$/.exec(text)?.[0]] as const : [])) };
    case "call re": {
      const regex = RE2JS.compile(text);
      return { about, test: test((value) => regex.matcher(value).find()) };
    }
    case "rcall startsWith": return { about, test: test((value) => value.startsWith(text), text) };
    case "rcall endsWith": return { about, test: test((value) => value.endsWith(text), "", text) };
    case "rcall contains": return { about, test: test((value) => value.includes(text)) };
    default: return undefined;
  }
}

function textsOf(node: ASTNode, listOf: (name: string) => readonly string[] | undefined): readonly string[] | undefined {
  if (node.op === "id") return listOf(node.args);
  const literals = (node.op === "list" ? node.args : [node]).map(literalOf);
  return literals.every((literal): literal is string => typeof literal === "string") ? literals : undefined;
}
