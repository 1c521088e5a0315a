/** Which privileges this session's account lacks, by AuthorizationManager (vim-facts 7.10). It changes nothing and guesses nothing. */
import type { PrivilegeNeed } from "../../actions/operation-needs.js";
import { VimFault } from "../errors.js";
import { readRaw } from "../read-raw.js";
import type { Session } from "../session.js";
import { soapRef } from "../soap-caller.js";
import { collect, parseSmall } from "../transport/small-answer.js";
import { child, childrenOf, descend, textOf } from "../xml/xml-node.js";

/** One text per need that is not met, "VirtualMachine.State.CreateSnapshot on vm-12"; undefined where the server cannot tell. */
export async function checkPrivileges(session: Session, needs: readonly PrivilegeNeed[], signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { authorizationManager, sessionManager } = session.managers;
  if (authorizationManager === undefined) return undefined;
  const read = await readRaw(session, "SessionManager", [sessionManager.value], ["currentSession"], signal);
  const sessionId = textOf(read.get(sessionManager.value)?.get("currentSession"), "key");
  if (sessionId === undefined) return undefined;
  const args = {
    entity: [...new Map(needs.map(({ type, entity }) => [entity, soapRef({ type, value: entity })])).values()], sessionId, privId: [...new Set(needs.flatMap(({ anyOf }) => anyOf))],
  };
  const granted = new Map<string, ReadonlySet<string>>();
  try {
    const results = await session.caller.stream("HasPrivilegeOnEntities", authorizationManager, args, async (body) => childrenOf(descend(parseSmall(await collect(body)), ["Body"])?.children[0], "returnval"), { signal });
    for (const result of results) {
      const held = childrenOf(result, "privAvailability").filter((each) => /^(true|1)$/.test(textOf(each, "isGranted") ?? ""));
      granted.set(child(result, "entity")?.text ?? "", new Set(held.map((each) => textOf(each, "privId") ?? "")));
    }
  } catch (error) {
    // A privilege that the server does not know, or a server without the method: the call itself will tell.
    if (error instanceof VimFault && ["InvalidArgument", "MethodNotFound", "NotSupported", "NotImplemented", "unknown"].includes(error.fault)) return undefined;
    throw error;
  }
  return needs.filter(({ anyOf, entity }) => !anyOf.some((privilege) => granted.get(entity)?.has(privilege) === true)).map(({ anyOf, entity }) => `${anyOf.join(" or ")} on ${entity}`);
}
