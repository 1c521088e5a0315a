import { describe, expect, it } from "vitest";
import { drawExplanation } from "../../src/cli/draw-explanation.js";
import { paletteFor } from "../../src/cli/palette.js";
import { explainPolicy } from "../../src/policies/explain-policy.js";
import type { Subject } from "../../src/policies/decision.js";
import { linkedEstate, onePolicy, worldOf } from "./support.js";

const world = worldOf([...linkedEstate(3), { type: "VirtualMachine", ref: "vm-9", kind: "enter", set: { name: "blind", host: "host-1" }, unreadable: ["disks"] }]);
const vm = (id: string): Subject => ({ kind: "vm", id });

/** The lines below the headline and the mode. */
function drawn(when: string, subject: Subject, more = ""): readonly string[] {
  const policy = onePolicy(`policy: p\nmode: enforce\neach: ${subject.kind}\nwhen: ${JSON.stringify(when)}\nalert: { severity: info }\n${more}`);
  return drawExplanation(explainPolicy(policy, world, subject), paletteFor({})).slice(2);
}

describe("an explained policy", () => {
  it("shows the operands of a chain side by side, each with its value", () => {
    expect(drawn("vm.linked && vm.depth >= 2 && !vm.busy && vm.name.startsWith('clone')", vm("vm-2"))).toEqual([
      "  when vm.linked && vm.depth >= 2 && !vm.busy && vm.name.startsWith('clone')  = true",
      "    ├─ vm.linked  = true", "    ├─ vm.depth >= 2  = true", "    │  └─ vm.depth  = 2", "    ├─ !vm.busy  = true", "    │  └─ vm.busy  = false",
      "    └─ vm.name.startsWith('clone')  = true", '       └─ vm.name  = "clone-1"',
      "  severity: info",
    ]);
  });

  it("names what is missing where a part is unknown, and says so of the whole", () => {
    const [when, ...parts] = drawn("vm.depth > 1 && vm.template", vm("vm-9"));
    expect(when).toBe("  when vm.depth > 1 && vm.template  = unknown (missing vm.depth, vm.template)");
    expect(parts).toContain("    └─ vm.template  = unknown (missing vm.template)");
  });

  it("goes into lists with the entries that decide first, and says how many it leaves out", () => {
    const group: Subject = { kind: "group", id: [...world.inventory.groups.keys()][0] ?? "" };
    expect(drawn("group.members.exists(m, m.name == 'clone-2')", group)).toEqual([
      "  when group.members.exists(m, m.name == 'clone-2')  = true",
      "    ├─ group.members[2]: m.name == 'clone-2'  = true", '    │  └─ m.name  = "clone-2"',
      "    ├─ group.members[0]: m.name == 'clone-2'  = false", '    │  └─ m.name  = "base"',
      "    └─ group.members[1]: m.name == 'clone-2'  = false", '       └─ m.name  = "clone-1"',
      "  severity: info",
    ]);
    expect(drawn("vm.group.members.all(m, m.depth == 2)", vm("vm-2"))[1]).toContain("vm.group.members[0]: m.depth == 2");
  });

  it("follows names that are bound around a part, loops inside loops included", () => {
    const lines = drawn("cel.bind(n, vm.disks.size(), vm.disks.all(d, d.levels.exists(l, d.depth == n + 1)))", vm("vm-2"));
    expect(lines.find((line) => /─ n \+ 1 {2}=/.test(line))).toMatch(/n \+ 1 {2}= 2$/);
    expect(lines.find((line) => line.includes("vm.disks[0]: d.levels.exists"))).toMatch(/= true$/);
  });

  it("shows what where: asks for and what the object has", () => {
    expect(drawn("vm.linked", vm("vm-2"), "where: { name: ['base*', 'x'], notCluster: 'prod-*' }")).toEqual([
      "  where name: base*, x  = false (it is clone-1)", "  where notCluster: prod-*  = false (it is prod-a)", "  when vm.linked  = true",
    ]);
  });

  it("gives the whole the very value that judging gives", () => {
    for (const when of ["vm.depth > 1 || vm.template", "vm.disks.all(d, d.depth > 1)", "has(vm.group) && vm.group.memberCount > 2", "vm.depth in [1, 2] ? vm.linked : false"]) {
      const policy = onePolicy(`policy: p\nmode: enforce\neach: vm\nwhen: ${JSON.stringify(when)}\nalert: { severity: info }`);
      for (const id of ["vm-1", "vm-2", "vm-9"]) {
        const { when: told, decision } = explainPolicy(policy, world, vm(id));
        expect(told.outcome.kind === "unknown" ? "unknown" : String(told.outcome.value)).toBe(decision.verdict);
      }
    }
  });
});
