/** One call of one method, as the dispatcher hands it to the function that does it, and the form of the catalogues of methods. */
import type { Args } from "../wire/read-args.js";
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { MethodType } from "../wire/vim-schema.js";
import type { Session } from "../world/sessions.js";
import type { World } from "../world/world.js";

export interface Call {
  readonly world: World;
  /** Unset for the few anonymous methods before login. */
  readonly session: Session | undefined;
  /** Who calls: the session's user, or "root" when done on a host. */
  readonly userName: string;
  readonly self: Ref;
  readonly method: MethodType;
  /** Decoded and checked against the schema. */
  readonly args: Args;
  /** "host": as if the client were connected to the ESX host and not to vCenter (vim-facts 6.6, 10.2). */
  readonly via: "vcenter" | "host";
  /** The API version of the SOAPAction, e.g. [8, 0, 3, 0]. */
  readonly apiVersion: readonly number[];
  readonly remote: { readonly address: string; readonly userAgent: string };
  /** The caller's `operationID` header; unset without one. */
  readonly operationId?: string | undefined;
  /** Aborted when the client goes away; for calls that wait. */
  readonly signal: AbortSignal;
  /** Set-Cookie for the answer; only Login uses it. */
  setCookie(value: string): void;
}

/** Throws VimFault for what vCenter refuses at once; `undefined` is an empty answer. */
export type LabMethod = (call: Call) => VimValue | Promise<VimValue>;

/** "ManagedType.WsdlName" → what does it; a method of a base type serves its subtypes. */
export type MethodTable = Readonly<Record<string, LabMethod>>;
