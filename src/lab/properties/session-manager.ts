/** The properties of the session manager. `currentSession` is unset for whoever is not logged in, which makes it the cheap check of vim-facts 1.8. */
import { userSession } from "../methods/service/user-session.js";
import type { Ref } from "../wire/vim-value.js";
import type { Properties } from "./property-table.js";

export const sessionManagerProperties: Properties<Ref> = {
  sessionList: (world) => [...world.sessions.values()].map(userSession),
  currentSession: (_world, _self, session) => (session === undefined ? undefined : userSession(session)),
  messageLocaleList: () => ["en"],
  supportedLocaleList: () => ["en_US"],
  defaultLocale: () => "en_US",
};
