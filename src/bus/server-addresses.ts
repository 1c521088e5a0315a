/**
 * Addresses of NATS servers as operators write them, `nats://user:password@host` included: the client ignores what stands before the `@`,
 * and no log may show it. It resolves nothing.
 */
import type { BusSettings } from "./bus-settings.js";

const withUser = /^([a-z]+:\/\/)?([^@/]*)@(.+)$/;

/** Servers without users; the first user found is the one to log in as, unless the settings name credentials. A user without a password is a token. */
export function withoutUsers(settings: BusSettings): BusSettings {
  const found = settings.servers.map((address) => withUser.exec(address));
  const servers = settings.servers.map((address, i) => (found[i] ? `${found[i][1] ?? ""}${found[i][3] ?? ""}` : address));
  const [, , userInfo] = found.find((one) => one !== null) ?? [];
  const { credsFile, nkeySeedFile, username, token } = settings;
  if (userInfo === undefined || [credsFile, nkeySeedFile, username, token].some((one) => one !== undefined)) return { ...settings, servers };
  const [user = "", ...rest] = userInfo.split(":");
  const secret = (text: string): { origin: string; read: () => Promise<string> } => ({ origin: "nats.servers", read: () => Promise.resolve(decodeURIComponent(text)) });
  return rest.length === 0
    ? { ...settings, servers, token: secret(user) }
    : { ...settings, servers, username: decodeURIComponent(user), password: secret(rest.join(":")) };
}
