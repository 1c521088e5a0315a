/** The steps of a virtual machine: a bare word, or one key with what the step needs. Whether a step is possible is checked elsewhere. */
import { isMap, isScalar, type Node } from "yaml";
import { nearestName } from "../../shared/nearest-name.js";
import type { Reading } from "./reading.js";
import { describe, Section, type Reader } from "./section.js";
import { parseSize } from "./size.js";
import type { Step } from "./step.js";

const snapshotKeys = ["name", "description", "memory", "quiesce"] as const;
const removalKeys = ["name", "children", "consolidate"] as const;

const words: Readonly<Record<string, Step>> = {
  addDelta: { kind: "add-delta" },
  powerOn: { kind: "power", state: "poweredOn" },
  powerOff: { kind: "power", state: "poweredOff" },
  suspend: { kind: "power", state: "suspended" },
  markTemplate: { kind: "mark-template" },
  unregister: { kind: "unregister" },
  delete: { kind: "delete", via: "vcenter" },
  deleteOnHost: { kind: "delete", via: "host" },
  consolidationNeeded: { kind: "consolidation-needed" },
  disconnected: { kind: "connection", state: "disconnected" },
  orphaned: { kind: "connection", state: "orphaned" },
  inaccessible: { kind: "connection", state: "inaccessible" },
  invalid: { kind: "connection", state: "invalid" },
};

const withValue: Readonly<Record<string, Reader<Step>>> = {
  snapshot: (node, reading) => readSnapshotStep(node, reading),
  removeSnapshot: (node, reading) => readRemoval(node, reading, "vcenter"),
  removeSnapshotOnHost: (node, reading) => readRemoval(node, reading, "host"),
  revert: (node, reading) => {
    const name = readText(node, reading, "the name of a snapshot");
    return name === undefined ? undefined : { kind: "revert", name };
  },
  write: (node, reading) => {
    const bytes = isScalar(node) ? parseSize(String(node.value)) : undefined;
    if (bytes !== undefined) return { kind: "write", bytes };
    reading.report(node, `write is ${describe(node)}; allowed: a size such as "2 GiB"`);
    return undefined;
  },
  move: (node, reading) => {
    const host = readText(node, reading, "the name of a host");
    return host === undefined ? undefined : { kind: "move", host };
  },
};

const known = [...Object.keys(words), ...Object.keys(withValue)];

export const readStep: Reader<Step> = (node, reading) => {
  const at = reading.placeOf(node);
  if (isScalar(node)) {
    const step = words[String(node.value)];
    if (step !== undefined) return { ...step, at };
    reportUnknown(node, reading, String(node.value));
    return undefined;
  }
  const [pair, ...more] = isMap<Node, Node | null>(node) ? node.items : [];
  if (pair === undefined || more.length > 0) {
    reading.report(node, `a step is ${describe(node)}${more.length > 0 ? ` with ${more.length + 1} keys` : ""}; allowed: one word, or one key with its value, such as snapshot: before-update`);
    return undefined;
  }
  const word = String(pair.key);
  const reader = withValue[word];
  if (reader === undefined || pair.value === null) {
    reportUnknown(pair.key, reading, word);
    return undefined;
  }
  const step = reader(pair.value, reading);
  return step === undefined ? undefined : { ...step, at };
};

/** "name", or a mapping with a name. */
export const readSnapshotStep = (node: Node, reading: Reading): Step | undefined => {
  if (isScalar(node)) return { kind: "snapshot", at: reading.placeOf(node), name: String(node.value), description: "", memory: false, quiesce: false };
  const keys = new Section(node, reading, "a snapshot", snapshotKeys);
  return { kind: "snapshot", ...keys.placed, name: keys.name("a snapshot"), description: keys.text("description", ""), memory: keys.flag("memory", false), quiesce: keys.flag("quiesce", false) };
};

function readRemoval(node: Node, reading: Reading, via: "vcenter" | "host"): Step {
  if (isScalar(node)) return { kind: "remove-snapshot", name: String(node.value), via, children: false, consolidate: true };
  const keys = new Section(node, reading, "the removal of a snapshot", removalKeys);
  return { kind: "remove-snapshot", name: keys.name("the removal of a snapshot"), via, children: keys.flag("children", false), consolidate: keys.flag("consolidate", true) };
}

function readText(node: Node, reading: Reading, allowed: string): string | undefined {
  if (isScalar(node) && node.value !== "") return String(node.value);
  reading.report(node, `this is ${describe(node)}; allowed: ${allowed}`);
  return undefined;
}

function reportUnknown(node: Node, reading: Reading, word: string): void {
  const why = word in words ? `the step "${word}" takes no value` : word in withValue ? `the step "${word}" needs a value` : `there is no step "${word}"${nearestName(word, known) || `; allowed: ${known.join(", ")}`}`;
  reading.report(node, why);
  return undefined;
}
