/** The properties of the authorization manager: every privilege the schema names, and the roles. */
import { allPrivileges, authorizationRoles } from "../methods/service/roles.js";
import { vim, type Ref } from "../wire/vim-value.js";
import type { Properties } from "./property-table.js";

/** "VirtualMachine.State.CreateSnapshot" → "VirtualMachine.State" and "CreateSnapshot". */
function split(privilege: string): { readonly group: string; readonly name: string } {
  const at = privilege.lastIndexOf(".");
  return { group: privilege.slice(0, Math.max(0, at)), name: privilege.slice(at + 1) };
}

function described(key: string, label: string) {
  return vim("ElementDescription", { key, label, summary: label });
}

export const authorizationManagerProperties: Properties<Ref> = {
  privilegeList: () => allPrivileges().map((privId) => vim("AuthorizationPrivilege", { privId, onParent: false, name: split(privId).name, privGroupName: split(privId).group })),
  roleList: (world) => authorizationRoles(world),
  description: () => {
    const groups = new Set(allPrivileges().map((each) => split(each).group));
    return vim("AuthorizationDescription", {
      privilege: allPrivileges().map((each) => described(each, split(each).name)), privilegeGroup: [...groups].map((each) => described(each, each)),
    });
  },
};
