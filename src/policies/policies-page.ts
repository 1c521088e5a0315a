/** docs/policies.md, made from the tables of the skeleton, so that the page and the loader never disagree. The prose and its examples are here. */
import type { ActionCatalogue } from "./action-spec.js";
import { table } from "./page.js";
import { definitionKeys } from "./skeleton/definition-keys.js";
import { policyKeys } from "./skeleton/policy-keys.js";
import type { KeyTable } from "./skeleton/value-spec.js";

export function policiesPage(catalogue: ActionCatalogue): string {
  return `${[
    "# How a policy is written",
    "This page is generated from the code; edit the tables under `src/policies/skeleton` instead. What conditions can say: [conditions.md](conditions.md); what they can look at: [vocabulary.md](vocabulary.md). Ready policies to copy, each with its tests: `config/library/`.",
    "A policy is one YAML document; a file may hold several, divided by `---`. The folder is loaded whole or not at all: if anything in it is wrong, the last good policies stay in force, and `tetherd policy check DIR` tells every mistake with file, line and column.",
    block(example),
    "- **Level, not edge.** A policy looks at the present state of one object at a time. With `on:` it begins only after one of the facts; without, whenever an input of its condition changes, time included.",
    "- **True, false, unknown.** What vCenter has not told is unknown. Unknown neither fires, nor resolves, nor acts, and stops the clock of `for:`.",
    "- **A policy that can never match is a mistake**: words that a field never has, parts that exclude each other, globs that leave out what others choose.",
    "- **Actions that work against each other are a mistake**, unless the policies choose different objects or one of them is in mode shadow.",
    "- **An editor helps** with this line on top of a file: `# yaml-language-server: $schema=../schemas/policy.schema.json` (the path to `schemas/policy.schema.json` of the package), once per YAML document.",
    "## Keys of a policy",
    ...section("", policyKeys(catalogue)),
    "## Definitions",
    "A document with `define:` gives a list or a condition a name, for all files of the folder, in place of YAML anchors, which are refused. There is one way to use each: a list as `{ list: NAME }` among the globs of `where:`, and by its plain name in conditions; a condition by its plain name in conditions of policies and definitions with the same `each:`. A definition may use others, but not itself; its mistakes are told at its own place, and one that nobody uses is a warning.",
    block(defineExample),
    ...section("", definitionKeys),
  ].join("\n\n").replaceAll("\n\n- ", "\n- ").replaceAll("](conditions.md); ", "](conditions.md); ")}\n`;
}

/** A table of the keys, and one more for each key that holds keys itself. */
function section(path: string, keys: KeyTable): readonly string[] {
  const rows = Object.entries(keys).map(([key, { value, required, default: absent, doc, example: sample }]) =>
    [`\`${key}\``, value.words ?? "", required === true ? "required" : (absent ?? "absent"), doc, sample === undefined ? "" : `\`${key}: ${sample}\``].map((cell) => cell.replaceAll("|", "\\|")));
  const nested = Object.entries(keys).flatMap(([key, { value, doc }]): readonly string[] => (value.table === undefined ? [] : [`### \`${path}${key}\``, doc, ...section(`${path}${key}.`, value.table)]));
  return [table(["key", "value", "default", "", "example"], rows), ...nested];
}

function block(yaml: string): string {
  return `\`\`\`yaml\n${yaml}\n\`\`\``;
}

const example = `policy: clone-group-ha-span
description: Warns before a clone group spans more hosts than may open its base.
mode: enforce
each: group
where: { cluster: ["prod-*"] }
when: >-
  group.limit.verdict == "applies" && group.hostSpan >= group.limit.hosts - 1
for: 10m
alert:
  severity: warning
  raise: [{ to: critical, when: "group.risk.worst > 0.01" }]
  summary: >-
    "Clone group " + group.name + " spans " + string(group.hostSpan) + " hosts"
  labels: { team: storage }
---
policy: fold-at-night
description: Folds away levels that nobody needs, at night and only where there is room.
mode: propose
each: vm
on: [vm.snapshot-removed]
when: vm.disks.exists(d, d.unneededLevels > 0) && !vm.busy
do:
  promote:
    unlink: false
limits: { perDatastore: 2, keepFree: 15%, window: "22:00-05:00 Europe/Berlin" }
verify: { within: 45m, that: "vm.disks.all(d, d.unneededLevels == 0)" }`;

const defineExample = `define: prodClusters
list: ["prod-*", "edge-?"]
---
define: quiet
each: vm
condition: "!vm.busy && !vm.consolidationNeeded"
---
policy: deep-chain
mode: enforce
each: vm
where: { cluster: ["lab-1", { list: prodClusters }] }
when: quiet && vm.depth > 20 && vm.cluster != "lab-1"
alert: { severity: warning }`;
