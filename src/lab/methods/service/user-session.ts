/** A session as clients see it. */
import { vim, type VimObject } from "../../wire/vim-value.js";
import type { Session } from "../../world/sessions.js";

export function userSession(session: Session): VimObject {
  return vim("UserSession", {
    key: session.key,
    userName: session.userName,
    fullName: session.userName,
    loginTime: new Date(session.loginTime).toISOString(),
    lastActiveTime: new Date(session.lastActiveTime).toISOString(),
    locale: session.locale,
    messageLocale: session.locale,
    extensionSession: false,
    ipAddress: session.ipAddress,
    userAgent: session.userAgent,
    callCount: session.callCount,
  });
}
