/**
 * How tetherd proves who it is to NATS: a credentials file, a user seed, user and password, or a token, in this order of preference.
 * Everything is read anew for each connection, so a rotated secret needs no restart; nothing read here appears in a message.
 */
import { readFileSync } from "node:fs";
import {
  credsAuthenticator, nkeyAuthenticator, tokenAuthenticator, usernamePasswordAuthenticator, type Authenticator,
} from "@nats-io/transport-node";
import type { BusSecret, BusSettings } from "./bus-settings.js";
import { BusError } from "./errors.js";

export interface Credentials {
  readonly authenticator: Authenticator | undefined;
  /** Reads again what can only be read asynchronously. Call before a connect, and when a connection is lost. Throws BUS_CREDENTIALS_UNREADABLE. */
  refresh(): Promise<void>;
}

export function credentialsFrom(settings: BusSettings): Credentials {
  const identity = identityFrom(settings);
  const files = { "nats.caFile": settings.caFile, "nats.certFile": settings.certFile, "nats.keyFile": settings.keyFile };
  return {
    authenticator: identity.authenticator,
    refresh: async () => {
      for (const [setting, path] of Object.entries(files)) if (path !== undefined) readCredentials(setting, path); // the client reads them itself, and tells less
      await identity.refresh();
    },
  };
}

function identityFrom(settings: BusSettings): Credentials {
  const { credsFile, nkeySeedFile, username, password, token } = settings;
  if (credsFile !== undefined) return fromFile("nats.credsFile", credsFile, (read) => credsAuthenticator(read));
  if (nkeySeedFile !== undefined) return fromFile("nats.nkeySeedFile", nkeySeedFile, (read) => nkeyAuthenticator(() => trimmed(read())));
  if (username !== undefined) return fromSecret("nats.password", password, (read) => usernamePasswordAuthenticator(username, read));
  if (token !== undefined) return fromSecret("nats.token", token, (read) => tokenAuthenticator(read));
  return { authenticator: undefined, refresh: () => Promise.resolve() };
}

function fromFile(setting: string, path: string, make: (read: () => Uint8Array) => Authenticator): Credentials {
  const read = (): Uint8Array => readCredentials(setting, path);
  const authenticator = make(read);
  // A probe with an empty challenge finds a malformed file before the client closes its connection over it.
  const refresh = (): Promise<void> => {
    read();
    try {
      authenticator("");
    } catch (cause) {
      return Promise.reject(unreadable(setting, path, cause));
    }
    return Promise.resolve();
  };
  return { authenticator, refresh: async () => refresh() };
}

function readCredentials(setting: string, path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unreadable(setting, path, cause);
  }
}

function fromSecret(setting: string, secret: BusSecret | undefined, make: (read: () => string) => Authenticator): Credentials {
  let current = "";
  return {
    authenticator: make(() => current),
    refresh: async () => {
      if (secret === undefined) return;
      try {
        current = await secret.read();
      } catch (cause) {
        throw unreadable(setting, secret.origin, cause);
      }
    },
  };
}

function unreadable(setting: string, origin: string, cause: unknown): BusError {
  const code = (cause as NodeJS.ErrnoException).code ?? "its content is not what it should be";
  return new BusError("BUS_CREDENTIALS_UNREADABLE", `Cannot read the credentials of ${setting} from "${origin}": ${code}`, {
    hint: "Check that the file exists, that the user tetherd runs as may read it, and that it is whole", retryable: true, cause,
  });
}

/** A seed file often ends in a line break, which the key decoder refuses. */
function trimmed(seed: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(seed).toString("utf8").trim(), "utf8");
}
