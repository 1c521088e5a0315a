/** For `doctor`: what the account may do on the root folder, action by action, in words. It says nothing of what is granted further down, and changes nothing. */
import type { OperationKind } from "../../actions/operation.js";
import { operationNeeds, type PrivilegeNeed } from "../../actions/operation-needs.js";
import type { Session } from "../session.js";
import { checkPrivileges } from "./check-privileges.js";

export interface ActionCalls {
  readonly verb: string;
  readonly operations: readonly OperationKind[];
}

export interface ToldPrivileges {
  /** What is granted, in one sentence without a stop. */
  readonly summary: string;
  /** Actions for which something is not granted on the root folder. */
  readonly lacking: readonly { readonly verb: string; readonly detail: string }[];
}

export async function privilegesByAction(session: Session, actions: readonly ActionCalls[], signal: AbortSignal): Promise<ToldPrivileges> {
  const root = session.managers.rootFolder.value;
  const needsOf = ({ operations }: ActionCalls): readonly PrivilegeNeed[] => operations.flatMap((kind) => operationNeeds[kind].privileges.map((anyOf): PrivilegeNeed => ({ anyOf, type: "Folder", entity: root })));
  const lacked = await checkPrivileges(session, actions.flatMap(needsOf), signal);
  if (lacked === undefined) return { summary: "this server does not tell what the account may do; each action will see", lacking: [] };
  const lacking = actions.flatMap((action) => {
    const missing = [...new Set(needsOf(action).map(({ anyOf }) => anyOf.join(" or ")))].filter((text) => lacked.includes(`${text} on ${root}`));
    return missing.length === 0 ? [] : [{ verb: action.verb, detail: `the account lacks ${missing.join(", ")} on the root folder; ${action.verb} works only where that is granted further down` }];
  });
  const granted = actions.map(({ verb }) => verb).filter((verb) => lacking.every((one) => one.verb !== verb));
  return { summary: granted.length === 0 ? "the account lacks something for each of them" : `the account has what it needs for ${granted.join(", ")}`, lacking };
}
