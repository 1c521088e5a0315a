/**
 * Who may do what: each user of the lab has one role over the whole inventory. It does not know permissions on single objects.
 */
import type { World } from "../world/world.js";

const rolePrivileges = {
  "read-only": ["System.Anonymous", "System.View", "System.Read"],
  "no-access": ["System.Anonymous", "System.View"],
} as const;

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
