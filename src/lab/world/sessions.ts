/**
 * Sessions and what belongs to them: collectors, filters, views, history collectors. A session that ends takes all of it along.
 * The rules of login and expiry live in methods/; the objects themselves in collector/.
 */
import type { Ref, VimValue } from "../wire/vim-value.js";

/** A managed object that lives and dies with a session. */
export interface SessionObject {
  readonly ref: Ref;
  /** The value of one top-level property, undefined when unset or unknown. */
  property(name: string): VimValue;
  /** The session ended or the object was destroyed; pending calls on it must end with RequestCanceled. */
  dispose(): void;
}

export interface Session {
  /** UUID, also UserSession.key. */
  readonly key: string;
  /** Value of the vmware_soap_session cookie, without quotes. */
  readonly cookie: string;
  readonly userName: string;
  readonly locale: string;
  readonly loginTime: number;
  lastActiveTime: number;
  readonly ipAddress: string;
  readonly userAgent: string;
  callCount: number;
  /** Calls in progress; a session with one is never idle. */
  pendingCalls: number;
  /** By managed object id, unique over all sessions: "session[<key>]<uuid>". */
  readonly objects: Map<string, SessionObject>;
}
