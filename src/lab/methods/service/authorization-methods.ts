/**
 * What AuthorizationManager tells about privileges and permissions. Every user has one role over the whole inventory, so the answers are the same for each entity.
 */
import { holdsPrivilege, privilegesOf } from "../../server/privileges.js";
import { flagIn, numberOf, refOf, refsIn, textOf, textsIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim, type Ref, type VimObject } from "../../wire/vim-value.js";
import { rootFolderRef, type World } from "../../world/world.js";
import type { MethodTable } from "../method.js";
import { allPrivileges, permissionsAtRoot } from "./roles.js";

export const authorizationMethods: MethodTable = {
  "AuthorizationManager.HasPrivilegeOnEntity": ({ world, args }) => {
    const userName = userOfSession(world, textOf(args, "sessionId"));
    return textsIn(args, "privId").map((privilege) => holdsPrivilege(world, userName, privilege));
  },
  "AuthorizationManager.HasPrivilegeOnEntities": ({ world, args }) =>
    refsIn(args, "entity").map((entity) => availability(world, entity, userOfSession(world, textOf(args, "sessionId")), textsIn(args, "privId"))),
  "AuthorizationManager.HasUserPrivilegeOnEntities": ({ world, args }) =>
    refsIn(args, "entities").map((entity) => availability(world, entity, textOf(args, "userName"), textsIn(args, "privId"))),
  "AuthorizationManager.FetchUserPrivilegeOnEntities": ({ world, args }) => {
    const granted = privilegesOf(world, textOf(args, "userName"));
    const privileges = granted === "all" ? allPrivileges() : [...granted];
    return refsIn(args, "entities").map((entity) => vim("UserPrivilegeResult", { entity, privileges }));
  },
  "AuthorizationManager.RetrieveEntityPermissions": ({ world, args }) =>
    flagIn(args, "inherited") || refOf(args, "entity").value === rootFolderRef.value ? permissionsAtRoot(world) : [],
  "AuthorizationManager.RetrieveRolePermissions": ({ world, args }) => permissionsAtRoot(world).filter((each) => each["roleId"] === numberOf(args, "roleId")),
  "AuthorizationManager.RetrieveAllPermissions": ({ world }) => permissionsAtRoot(world),
};

function availability(world: World, entity: Ref, userName: string, privileges: readonly string[]): VimObject {
  const privAvailability = privileges.map((privId) => vim("PrivilegeAvailability", { privId, isGranted: holdsPrivilege(world, userName, privId) }));
  return vim("EntityPrivilege", { entity, privAvailability });
}

function userOfSession(world: World, key: string): string {
  for (const session of world.sessions.values()) if (session.key === key) return session.userName;
  throw new VimFault("InvalidArgument", "A specified parameter was not correct: sessionId", { invalidProperty: "sessionId" });
}
