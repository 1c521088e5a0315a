/** The system roles of a vCenter and the permissions that the lab's users hold, all at the root folder. Nothing here decides: server/privileges.ts does. */
import { privilegesByContent, privilegesOf } from "../../server/privileges.js";
import { vimSchema } from "../../wire/vim-schema.js";
import { vim, type VimObject } from "../../wire/vim-value.js";
import { rootFolderRef, type World } from "../../world/world.js";

const adminRole = -1;
const readOnlyRole = -2;
const noAccessRole = -5;

/** AuthorizationRole for each system role, and one for each user with a list of privileges of their own, from 1000 on. */
export function authorizationRoles(world: World): readonly VimObject[] {
  const role = (roleId: number, name: string, label: string, privilege: readonly string[]) =>
    vim("AuthorizationRole", { roleId, system: roleId < 0, name, info: vim("Description", { label, summary: label }), privilege });
  return [
    role(noAccessRole, "NoAccess", "No access", []),
    role(-4, "Anonymous", "Anonymous", ["System.Anonymous"]),
    role(-3, "View", "View", ["System.Anonymous", "System.View"]),
    role(readOnlyRole, "ReadOnly", "Read-only", ["System.Anonymous", "System.Read", "System.View"]),
    role(adminRole, "Admin", "Administrator", allPrivileges()),
    ...customUsers(world).map((user, index) => {
      const granted = privilegesOf(world, user.userName);
      return role(1000 + index, `role of ${user.userName}`, user.userName, granted === "all" ? [] : [...granted].sort());
    }),
  ];
}

/** One Permission per user, propagating from the root folder. */
export function permissionsAtRoot(world: World): readonly VimObject[] {
  const permission = (principal: string, roleId: number) => vim("Permission", { entity: rootFolderRef, principal, group: false, roleId, propagate: true });
  const custom = customUsers(world);
  return [permission(world.settings.userName, adminRole), ...(world.settings.users ?? []).map((user) => {
    if (user.role === "administrator") return permission(user.userName, adminRole);
    if (user.role === "read-only") return permission(user.userName, readOnlyRole);
    if (user.role === "no-access") return permission(user.userName, noAccessRole);
    return permission(user.userName, 1000 + custom.indexOf(user));
  })];
}

/** Every privilege that the schema names for a method or a property, sorted. */
export function allPrivileges(): readonly string[] {
  const names = new Set(["System.Anonymous", "System.Read", "System.View", ...Object.values(privilegesByContent).flat()]);
  for (const type of vimSchema().types()) {
    for (const { privilege } of [...type.methods.values(), ...type.fields]) if (privilege !== undefined) names.add(privilege);
  }
  return [...names].sort();
}

function customUsers(world: World) {
  return (world.settings.users ?? []).filter((each) => typeof each.role !== "string");
}
