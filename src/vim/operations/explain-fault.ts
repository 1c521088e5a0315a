/** A fault of vCenter as the sentences an executor passes on. Dispatches on the type, never on the localized text, which is only quoted. */
import type { Ref } from "../../inventory/updates.js";
import type { VimFault } from "../errors.js";
import { child, textOf, type XmlNode } from "../xml/xml-node.js";
import { faultSupertypes, faultTable, type FaultRow } from "./fault-table.js";

/** As the executor's port has it. */
export interface ExplainedFault {
  readonly type: string;
  readonly message: string;
  readonly cure: string;
  readonly again: FaultRow["again"];
  readonly task?: Ref;
}

export function explainFault(type: string, detail: XmlNode | undefined, said: string): ExplainedFault {
  const row = faultTable.find(({ fault }) => fault === type) ?? faultTable.find(({ fault }) => fault === faultSupertypes[type]);
  const task = textOf(detail, "task");
  const quoted = said.trim() === "" ? "" : ` It says: "${said.trim().slice(0, 300)}"`;
  const what = row === undefined ? "it failed for a reason that tetherd does not know" : row.message.replace(/\{(\w+)\}/g, (_all, field: string) => valueOf(detail, field));
  return {
    type, message: `vCenter refused or failed with ${type}: ${what}.${quoted}`, cure: row?.cure ?? "See what vCenter says, and retry when it is mended.", again: row?.again ?? "never",
    ...(task === undefined || task === "" ? {} : { task }),
  };
}

/** The fault that a call was answered with. */
export function explainAnswer({ fault, detail, said, missing }: VimFault): ExplainedFault {
  const explained = explainFault(fault, detail, said);
  return missing === undefined || explained.message.includes(missing) ? explained : { ...explained, message: `${explained.message} (${missing})` };
}

/** A LocalizedMethodFault, as a task has it. */
export function explainLocalized(error: XmlNode): ExplainedFault {
  const fault = child(error, "fault");
  return explainFault(fault?.type ?? "unknown", fault, textOf(error, "localizedMessage") ?? "");
}

function valueOf(detail: XmlNode | undefined, field: string): string {
  const text = textOf(detail, field);
  if (text !== undefined && text !== "") return text;
  // Newer servers name several privileges, each with the objects that lack it.
  const ids = field === "privilegeId" ? detail?.children.flatMap((each) => (each.name === "missingPrivileges" ? child(each, "privilegeIds")?.text ?? [] : [])) ?? [] : [];
  return ids.length > 0 ? ids.join(", ") : "unknown";
}
