import { describe, expect, it } from "vitest";
import { problemsOf } from "./support.js";

/** Two policies about groups, the second pinning, with lines of their own. */
function two(first: string, second: string): string {
  return ["unpin-group: {}", "pin-group: {}"].map((action, index) =>
    `policy: p${index}\nmode: propose\neach: group\nwhen: group.hostSpan > ${index}\ndo: { ${action} }\n${[first, second][index] ?? ""}`).join("\n---\n");
}

describe("two policies that act on the same objects in opposite ways", () => {
  it("are a mistake, told at the second with the place of the first", () => {
    expect(problemsOf(two("", ""))).toEqual([expect.stringMatching(/^8:1: do.pin-group works against do.unpin-group of the policy "p0" \(p.yaml:1\) on the same objects; let their where: choose different ones/)]);
  });

  it.each([
    ["different names", "where: { cluster: [a, b] }", "where: { cluster: [c, d] }"],
    ["names that no glob of the other takes", "where: { name: [web-1] }", 'where: { name: ["db-*"] }'],
    ["what the other leaves out", 'where: { cluster: ["prod-*"] }', 'where: { notCluster: ["prod-*", lab] }'],
  ])("may choose %s", (_what, first, second) => {
    expect(problemsOf(two(first, second))).toEqual([]);
  });

  it.each([
    ["globs that may meet", 'where: { name: ["web-*"] }', 'where: { name: ["*-1"] }'],
    ["different dimensions", "where: { name: [a] }", "where: { cluster: [a] }"],
  ])("may not choose %s", (_what, first, second) => {
    expect(problemsOf(two(first, second))).toHaveLength(1);
  });

  it("may stand beside each other while one of them is in shadow", () => {
    expect(problemsOf(two("", "").replace("mode: propose", "mode: shadow"))).toEqual([]);
  });
});

describe("two policies that move the same objects to different places", () => {
  const move = (name: string, when: string, place: string, more = ""): string => `policy: ${name}\nmode: propose\neach: vm\nwhen: ${when}\ndo: { relocate: { datastore: ${JSON.stringify(place)} } }\n${more}`;
  it("are warned of, at the second with the place of the first", () => {
    expect(problemsOf(`${move("a", "vm.depth > 3", '"fast"')}---\n${move("b", "vm.linked", '"slow"')}`)).toEqual([expect.stringMatching(/^7:1: warning: do\.relocate leads to another place than that of the policy "a" \(p\.yaml:1\): what meets both conditions is moved back and forth/)]);
  });

  it.each([
    ["to the same place", move("b", "vm.linked", '"fast"')], ["to a place that depends on the object", move("b", "vm.linked", "vm.datastores[0]")],
    ["where no object meets both conditions", move("b", "vm.depth < 2", '"slow"')], ["where no object is chosen by both", move("b", "vm.linked", '"slow"', "where: { name: [c] }\n")],
  ])("are not, %s", (_what, second) => {
    expect(problemsOf(`${move("a", "vm.depth > 3", '"fast"', "where: { name: [a, b] }\n")}---\n${second.includes("where") ? second : `${second}where: { name: [a] }\n`}`)).toEqual([]);
  });
});
