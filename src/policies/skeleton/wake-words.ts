/**
 * The words of `on:`: kinds of facts, or `{ event: NAME }` for an event of vCenter by its class or eventTypeId. It only reads them; what
 * goes together is checked when the policy is compiled.
 */
import { isMap } from "yaml";
import { factKinds, type FactKind } from "../../inventory/facts.js";
import { keys } from "./keys.js";
import { choice, plainText } from "./plain-values.js";
import type { ValueSpec } from "./value-spec.js";

export type WakeWord = FactKind | { readonly event: string };

const kinds = factKinds.filter((kind) => kind !== "vcenter.event");

export const eventKeys = {
  event: {
    doc: "Class or eventTypeId of an event, as vCenter spells it; case does not count, and a \"*\" at the end stands for whatever follows.", required: true,
    value: plainText({ max: 128, pattern: "^[A-Za-z][A-Za-z0-9._-]*\\*?$", allowed: "a name such as VmFailoverFailed, esx.problem.vmfs.lock.busy.filename or com.vmware.vc.HA.*" }),
    example: "VmFailoverFailed",
  },
} as const;

const word = choice(kinds);
const event = keys(eventKeys, "An event of vCenter that wakes the policy.");

export const wakeWord: ValueSpec<WakeWord> = {
  words: `${word.words ?? ""}, or \`{ event: NAME }\``,
  schema: { anyOf: [word.schema, event.schema] },
  read: (node, name, reading) => {
    if (!isMap(node)) return word.read(node, name, reading);
    const read = event.read(node, name, reading)?.event;
    return read === undefined ? undefined : { event: read.value };
  },
};
