import { expect, it } from "vitest";
import { toDot, toMermaid } from "../../src/cli/graph-text.js";
import { applyUpdates } from "../../src/inventory/apply-updates.js";
import { groupGraph, type GroupGraph } from "../../src/inventory/group-graph.js";
import { Inventory } from "../../src/inventory/inventory.js";
import { chain, disk, host, linked, node, snapshot, snapshots, vm } from "../inventory/estate.js";

/** A template with a snapshot, and two clones of it. */
function graphOf(...names: readonly string[]): GroupGraph {
  const inventory = new Inventory();
  const gold = vm("vm-1", { name: "gold", template: true, snapshot: snapshots("snapshot-1", node("snapshot-1")), disks: [disk(2000, chain("gold/delta.vmdk", "gold/gold.vmdk"))] });
  const clones = names.map((name, index) => ({ ...linked(`vm-${index + 2}`, `c${index}/leaf.vmdk`, "gold/gold.vmdk") })).map((one, index) => ({ ...one, set: { ...one.set, name: names[index]! } }));
  applyUpdates(inventory, [host("host-1"), gold, snapshot("snapshot-1", "vm-1", disk(2000, chain("gold/gold.vmdk"))), ...clones]);
  return groupGraph(inventory, [...inventory.groups.values()][0]!);
}

it("a group is files that stand on each other and VMs that write to them", () => {
  const graph = graphOf("desk-1", "desk-2");
  expect(graph.files).toMatchObject([
    { id: "datastore-1:c0/leaf.vmdk", users: 1, roles: ["leaf"] }, { id: "datastore-1:c1/leaf.vmdk", users: 1 },
    { id: "datastore-1:gold/delta.vmdk", users: 1 }, { id: "datastore-1:gold/gold.vmdk", users: 3, roles: ["pinned", "shared"], snapshots: ["gold@name of snapshot-1"] },
  ]);
  expect(graph.edges.filter(({ kind }) => kind === "stands-on").map(({ from, to }) => [from, to])).toEqual(
    ["c0/leaf", "c1/leaf", "gold/delta"].map((leaf) => [`datastore-1:${leaf}.vmdk`, "datastore-1:gold/gold.vmdk"]));
  expect(graph.edges.filter(({ kind }) => kind === "writes")).toEqual([
    { kind: "writes", from: "vm-1", to: "datastore-1:gold/delta.vmdk", disk: 2000 }, { kind: "writes", from: "vm-2", to: "datastore-1:c0/leaf.vmdk", disk: 2000 },
    { kind: "writes", from: "vm-3", to: "datastore-1:c1/leaf.vmdk", disk: 2000 },
  ]);
});

it("in DOT every node of an edge is declared, whatever characters names have", () => {
  const text = toDot([graphOf('a "quoted" \\ name', "line\nbreak")]);
  expect(text).toContain(String.raw`label="a \"quoted\" \\ name\npoweredOn\nname-host-1"`);
  expect(text).toContain(String.raw`label="line\nbreak\n`);
  const edges = [...text.matchAll(/^ {4}(".*?") -> (".*?") ?/gm)];
  expect(edges).toHaveLength(6);
  for (const [, from, to] of edges) for (const id of [from, to]) expect(text).toContain(`    ${id!} [`);
});

it("in Mermaid names cannot end a label or become markup", () => {
  const text = toMermaid([graphOf('"] --> x', "<b>#1")]);
  expect(text).toContain('("#quot;] --#gt; x<br/>poweredOn<br/>name-host-1")');
  expect(text).toContain('("#lt;b#gt;#35;1<br/>');
  expect(text.split("\n").filter((line) => line.includes(" -->"))).toHaveLength(6);
});
