import { describe, expect, it, test } from "vitest";
import { compileLabels, type LabelExpression } from "../../src/policies/conditions/label-language.js";

const labels = { team: "storage", severity: "critical", name: "web-1", "te-am": "x", constructor: "odd" };

function compiled(source: string): LabelExpression {
  const expression = compileLabels(source);
  if (!("matches" in expression)) throw new Error(expression.map(({ message }) => message).join("; "));
  return expression;
}

test.each([
  ['labels.team == "storage"', true], ['labels["te-am"] == "x"', true], ['labels.team != "storage"', false], ['labels.severity in ["error", "critical"]', true], ['labels.missing == ""', true],
  ['labels.missing == "storage"', false], ['labels.constructor == "odd"', true], ['labels.toString == ""', true], ['glob(labels.name, "web-*")', true], ['glob(labels.name, ["db-*", "web-?"])', true],
  ['re(labels.name, "^web-[0-9]+$")', true], ['labels.team.startsWith("sto") && !labels.name.contains("db")', true], ['labels.team.upperAscii() == "STORAGE"', true], ["true", true],
  ['labels.team == "a" || labels.team == "storage" ? labels.name == "web-1" : false', true],
])("%s is %s", (source, expected) => {
  expect(compiled(source).matches(labels)).toBe(expected);
});

it("tells which labels it looks at", () => {
  expect(compiled('labels.team == "x" && (labels["a"] == labels.b)').labels).toEqual(["a", "b", "team"]);
});

describe("a mistake is told with its place and what is allowed", () => {
  test.each([
    ["labels.team", 0, "yields string; allowed: bool"], ['label.team == "x"', 0, 'unknown variable "label"; allowed: labels'], ['"team" in labels', 10, "a label is asked for by its name"],
    ['labels["a" + "b"] == "x"', 0, "a label is asked for by its name"], ["has(labels.team)", 0, "a label that is not there is the empty text"], ['matches(labels.team, "x")', 0, 're(text, "pattern")'],
    ['golb(labels.team, "x")', 0, 'did you mean "glob"?'], ['labels.team.startWith("x")', 0, 'did you mean "startsWith"?'], ["glob(labels.team, labels.name)", 18, "must be a text literal"],
    ['re(labels.team, "(")', 16, "not a regular expression"], ['labels.team == 1', 0, '"==" does not take string and int'], ["labels.team ==", 14, "syntax error"], ['["a"].exists(x, x == labels.team)', 0, 'unknown function "exists"'],
    [`labels.team == "${"x".repeat(5_000)}"`, 0, "allowed: 4096"],
  ])("%.40s", (source, offset, words) => {
    const expression = compileLabels(source);
    if ("matches" in expression) throw new Error("it was accepted");
    expect(expression.map(({ message }) => message).join("\n")).toContain(words);
    if (offset > 0) expect(expression[0]?.offset).toBe(offset);
  });
});
