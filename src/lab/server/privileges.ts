/**
 * Who may do what: each user of the lab has one role over the whole inventory. It does not know permissions on single objects.
 */
import type { World } from "../world/world.js";

const rolePrivileges = {
  "read-only": ["System.Anonymous", "System.View", "System.Read"],
  "no-access": ["System.Anonymous", "System.View"],
} as const;

/**
 * Privileges of methods for which the schema names none because vCenter asks by what a call is about (vim-facts 7.2 to 7.4): any one of each list.
 * Keys are the type of the object called and the method.
 */
export const privilegesByContent: Readonly<Record<string, readonly string[]>> = {
  "VirtualMachine.CloneVM_Task": ["VirtualMachine.Provisioning.Clone", "VirtualMachine.Provisioning.DeployTemplate"],
  "VirtualMachine.ReconfigVM_Task": ["VirtualMachine.Config.AddNewDisk", "VirtualMachine.Config.EditDevice", "VirtualMachine.Config.Settings"],
  "VirtualMachine.Destroy_Task": ["VirtualMachine.Inventory.Delete"],
};

/** True when the user holds the privilege, e.g. "VirtualMachine.Provisioning.Clone"; an administrator holds every one, an unknown user none. */
export function holdsPrivilege(world: World, userName: string, privilege: string): boolean {
  const granted = privilegesOf(world, userName);
  return granted === "all" || granted.has(privilege);
}

/** The privileges of a user; "all" for an administrator. */
export function privilegesOf(world: World, userName: string): ReadonlySet<string> | "all" {
  if (userName === world.settings.userName) return "all";
  const user = world.settings.users?.find((each) => each.userName === userName);
  if (user === undefined) return new Set();
  if (user.role === "administrator") return "all";
  return new Set(typeof user.role === "string" ? rolePrivileges[user.role] : [...rolePrivileges["no-access"], ...user.role]);
}
