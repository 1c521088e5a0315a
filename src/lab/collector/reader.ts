/**
 * Reads properties as one caller may: what he lacks the privilege for is told as a fault, what is unset as unset (vim-facts 1.8, 3.5).
 * It never throws for an object that is gone.
 */
import { propertyAt, type PropertyAt } from "../properties/property-at.js";
import { objectExists } from "../properties/property-of.js";
import { holdsPrivilege } from "../server/privileges.js";
import { VimFault } from "../wire/vim-fault.js";
import { vim, type Ref, type VimObject } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";

export class Reader {
  readonly world: World;
  readonly session: Session | undefined;
  /** True when the caller counts as not logged in although he has a session; a nuisance. */
  readonly #anonymous: boolean;
  readonly #granted = new Map<string, boolean>();

  constructor(world: World, session: Session | undefined, anonymous = session === undefined) {
    this.world = world;
    this.session = session;
    this.#anonymous = anonymous;
  }

  exists(ref: Ref): boolean {
    return objectExists(this.world, this.session, ref);
  }

  at(ref: Ref, path: string): PropertyAt {
    return propertyAt(this.world, this.session, ref, path);
  }

  mayRead(privilege: string): boolean {
    let granted = this.#granted.get(privilege);
    if (granted === undefined) {
      granted = privilege === "System.Anonymous" || (!this.#anonymous && this.session !== undefined && holdsPrivilege(this.world, this.session.userName, privilege));
      this.#granted.set(privilege, granted);
    }
    return granted;
  }

  /** The MissingProperty for a path the caller may not read: NotAuthenticated without a session, NoPermission with one. */
  refusal(ref: Ref, path: string, privilege: string): VimObject {
    const fields = { object: ref, privilegeId: privilege };
    const fault = this.#anonymous || this.session === undefined
      ? new VimFault("NotAuthenticated", "The session is not authenticated.", fields)
      : new VimFault("NoPermission", "Permission to perform this operation was denied.", fields);
    return vim("MissingProperty", { path, fault: fault.toLocalized() });
  }
}

/** ManagedObjectNotFound for `ref`. */
export function notFound(ref: Ref): VimFault {
  return new VimFault("ManagedObjectNotFound", `The object '${ref.type}:${ref.value}' has already been deleted or has not been completely created`, { obj: ref });
}
