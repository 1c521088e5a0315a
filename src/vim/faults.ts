/** A SOAP fault as vCenter sends it to an error of ours (vim-facts 1.7). It dispatches on the fault's type, never on its localized text. */
import { VimFault, type VimErrorCode } from "./errors.js";
import { child, descend, textOf, type XmlNode } from "./xml/xml-node.js";

interface Meaning {
  readonly code: VimErrorCode;
  readonly retryable: boolean;
  readonly hint?: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  NotAuthenticated: { code: "VIM_SESSION_LOST", retryable: true, hint: "Nothing to do: tetherd logs in again and reads the full state" },
  InvalidLogin: { code: "VIM_INVALID_LOGIN", retryable: false, hint: "See whether user name and password are right, the name with its domain (user@vsphere.local), and whether the account is locked" },
  NoPermission: { code: "VIM_NO_PERMISSION", retryable: false, hint: "Give the account the read-only role on the root folder, propagated to everything below" },
  InvalidCollectorVersion: { code: "VIM_COLLECTOR_LOST", retryable: true },
  RequestCanceled: { code: "VIM_COLLECTOR_LOST", retryable: true },
};

/** Undefined when the document holds no fault. `operation` is what was asked, for the message. */
export function faultOf(root: XmlNode, operation: string): VimFault | undefined {
  const fault = descend(root, ["Body", "Fault"]);
  if (fault === undefined) return undefined;
  const detail = child(fault, "detail")?.children[0];
  const type = detail?.type ?? detail?.name.replace(/Fault$/, "") ?? "unknown";
  const said = (textOf(fault, "faultstring") ?? "").trim().slice(0, 300);
  const known = meanings[type];
  const privilege = textOf(detail, "privilegeId");
  const missing = type === "ManagedObjectNotFound" ? textOf(detail, "obj") : undefined;
  const what = [type, ...(said === "" ? [] : [`"${said}"`]), ...(privilege === undefined || privilege === "" ? [] : [`privilege ${privilege}`]), ...(missing === undefined ? [] : [missing])].join(", ");
  return new VimFault(known?.code ?? "VIM_FAULT", `Cannot do ${operation}: vCenter answers ${what}`, { fault: type, missing, detail, said }, {
    retryable: known?.retryable ?? true, ...(known?.hint === undefined ? {} : { hint: known.hint }),
  });
}
