/**
 * Login, logout and the like (vim-facts 1.5, 1.8). Tokens, SSPI, extensions and clone tickets are left to NotSupported.
 */
import { endSession, openSession } from "../../server/open-session.js";
import { textIn, textOf, textsIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { VimValue } from "../../wire/vim-value.js";
import type { Session } from "../../world/sessions.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";
import { userSession } from "./user-session.js";

export const sessionManagerMethods: MethodTable = {
  "SessionManager.Login": login,
  "SessionManager.Logout": ({ world, session }) => {
    if (session === undefined) return undefined;
    postLogout(world, session);
    endSession(world, session);
    return undefined;
  },
  "SessionManager.SessionIsActive": ({ world, args }) => {
    const found = sessionByKey(world, textOf(args, "sessionID"));
    return found !== undefined && found.userName === textOf(args, "userName");
  },
  "SessionManager.TerminateSession": ({ world, args }) => {
    const keys = textsIn(args, "sessionId");
    const found = keys.map((key) => sessionByKey(world, key));
    if (found.includes(undefined)) throw new VimFault("NotFound", "The object or item referred to could not be found.");
    for (const each of found) {
      if (each === undefined) continue;
      postLogout(world, each);
      endSession(world, each);
    }
    return undefined;
  },
  "SessionManager.SetLocale": ({ args }) => {
    checkLocale(textOf(args, "locale"));
    return undefined;
  },
};

/** A failed login also gives a cookie, of no session (vim-facts 1.5); one on a session that is logged in already is an InvalidLogin (1.7). */
function login(call: Call): VimValue {
  const { world, session, args, remote } = call;
  const userName = textOf(args, "userName");
  const locale = textIn(args, "locale");
  checkLocale(locale);
  if (session !== undefined || !isPassword(world, userName, textOf(args, "password"))) {
    if (session === undefined) {
      call.setCookie(world.clientRandom.hex(40));
      world.events.post("BadUsernameSessionEvent", { ipAddress: remote.address }, { userName, message: `Cannot login ${userName}@${remote.address}` });
    }
    throw new VimFault("InvalidLogin", "Cannot complete login due to an incorrect user name or password.");
  }
  const opened = openSession(world, { userName, locale, ipAddress: remote.address, userAgent: remote.userAgent });
  call.setCookie(opened.cookie);
  const fields = { ipAddress: remote.address, userAgent: remote.userAgent, locale: opened.locale, sessionId: opened.key };
  world.events.post("UserLoginSessionEvent", fields, { userName, message: `User ${userName}@${remote.address} logged in as ${remote.userAgent}` });
  return userSession(opened);
}

function postLogout(world: World, session: Session): void {
  const fields = {
    ipAddress: session.ipAddress, userAgent: session.userAgent, callCount: session.callCount, sessionId: session.key,
    loginTime: new Date(session.loginTime).toISOString(),
  };
  world.events.post("UserLogoutSessionEvent", fields, { userName: session.userName, message: `User ${session.userName}@${session.ipAddress} logged out` });
}

function isPassword(world: World, userName: string, password: string): boolean {
  const { settings } = world;
  if (userName === settings.userName) return password === settings.password;
  return settings.users?.some((each) => each.userName === userName && each.password === password) ?? false;
}

function checkLocale(locale: string | undefined): void {
  if (locale !== undefined && !/^[a-z]{2,3}([_-][A-Za-z]{2,4})*$/.test(locale)) throw new VimFault("InvalidLocale", "The locale name is unknown or not supported.");
}

function sessionByKey(world: World, key: string): Session | undefined {
  for (const session of world.sessions.values()) if (session.key === key) return session;
  return undefined;
}
