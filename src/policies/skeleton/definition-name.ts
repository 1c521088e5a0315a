/**
 * Value spec for the name of a definition. It must be a word that CEL takes for a variable and that nothing else is called,
 * so that one name works in `where:` and in conditions alike.
 */
import { isScalar } from "yaml";
import { globalFunctions } from "../conditions/built-ins.js";
import { subjectKinds } from "../decision.js";
import { plainText } from "./plain-values.js";
import { offsetOf, type ValueSpec } from "./value-spec.js";

/** CEL's own words, and those it keeps for later. */
const celWords = ["true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while", "cel", "now", "event"];
const taken: ReadonlySet<string> = new Set([...subjectKinds, ...Object.keys(globalFunctions), ...celWords, "constructor", "prototype"]);

const allowed = "a word of letters and digits that begins with a small letter, at most 63, such as prodClusters";
const word = plainText({ max: 63, pattern: "^[a-z][A-Za-z0-9]*$", allowed });

export const definitionName: ValueSpec<string> = {
  ...word,
  read: (node, name, reading) => {
    if (isScalar(node) && typeof node.value === "string" && taken.has(node.value)) {
      reading.report(offsetOf(node), `${name} cannot be "${node.value}", which conditions use already; allowed: ${allowed}`);
      return undefined;
    }
    return word.read(node, name, reading);
  },
};
