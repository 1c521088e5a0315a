/** A group's graph in the words of Graphviz and of Mermaid. It only spells; what is a node is decided in the inventory. */
import type { GraphFile, GraphVm, GroupGraph } from "../inventory/group-graph.js";

/** A digraph for `dot -Tsvg`: arrows lead from a VM to the file it writes to, and from each file to its parent. */
export function toDot(graphs: readonly GroupGraph[]): string {
  const lines = graphs.flatMap((graph, index) => [
    `  subgraph "cluster_${index}" {`,
    `    label=${quoted(`${graph.name} (${graph.id})`)};`,
    ...graph.files.map((file) => `    ${quoted(file.id)} [shape=${file.users > 1 ? "cylinder" : "note"}, label=${quoted(fileLabel(file).join("\n"))}];`),
    ...graph.vms.map((vm) => `    ${quoted(vm.id)} [shape=box, style=rounded, label=${quoted(vmLabel(vm).join("\n"))}];`),
    ...graph.edges.map((edge) => `    ${quoted(edge.from)} -> ${quoted(edge.to)}${edge.disk === undefined ? "" : ` [label=${quoted(String(edge.disk))}]`};`),
    "  }",
  ]);
  return ["digraph tetherd {", "  rankdir=BT;", ...lines, "}", ""].join("\n");
}

/** A flowchart as Markdown pages show it. */
export function toMermaid(graphs: readonly GroupGraph[]): string {
  const ids = new Map<string, string>();
  const idOf = (key: string): string => {
    const known = ids.get(key) ?? `n${ids.size + 1}`;
    ids.set(key, known);
    return known;
  };
  const lines = graphs.flatMap((graph, index) => [
    `  subgraph g${index + 1}[${mermaidText(`${graph.name} (${graph.id})`)}]`,
    ...graph.files.map((file) => `    ${idOf(file.id)}[(${mermaidText(fileLabel(file).join("<br/>"))})]`),
    ...graph.vms.map((vm) => `    ${idOf(vm.id)}(${mermaidText(vmLabel(vm).join("<br/>"))})`),
    ...graph.edges.map((edge) => `    ${idOf(edge.from)} -->${edge.disk === undefined ? "" : `|${edge.disk}|`} ${idOf(edge.to)}`),
    "  end",
  ]);
  return ["flowchart BT", ...lines, ""].join("\n");
}

function fileLabel(file: GraphFile): readonly string[] {
  return [file.fileName, file.users > 1 ? `shared by ${file.users}` : file.roles.join(", "), ...file.snapshots];
}

function vmLabel(vm: GraphVm): readonly string[] {
  return [vm.name ?? vm.id, vm.template === true ? "template" : (vm.powerState ?? "power unknown"), vm.host ?? "host unknown"];
}

/** A quoted string of DOT; names may hold anything. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** Mermaid takes entity codes for what would end or break a label; `<br/>` is ours. */
function mermaidText(text: string): string {
  const safe = text.split("<br/>").map((line) => line.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;"));
  return `"${safe.join("<br/>")}"`;
}
