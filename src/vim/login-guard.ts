/**
 * Keeps a wrong password from locking the account: two attempts with the same credentials, then none until they change or half an hour
 * has passed (reliability V25). It remembers a hash, never the password.
 */
import { createHash } from "node:crypto";
import { VimError } from "./errors.js";

const attemptsPerCredentials = 2;
const firstPauseMs = 60_000;
const longPauseMs = 30 * 60_000;

export class LoginGuard {
  readonly #now: () => number;
  #credentials = "";
  #failures = 0;
  #notBefore = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws VIM_INVALID_LOGIN without asking vCenter while these credentials are known to be wrong. */
  check(username: string, password: string): void {
    const credentials = hash(username, password);
    if (credentials !== this.#credentials) {
      this.#credentials = credentials;
      this.#failures = 0;
      this.#notBefore = 0;
    }
    const waitMs = this.#notBefore - this.#now();
    if (waitMs > 0) throw this.#refusal(username, undefined);
  }

  succeeded(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** vCenter has refused the credentials last checked; returns the error to throw. */
  failed(username: string, cause: unknown): VimError {
    this.#failures += 1;
    this.#notBefore = this.#now() + (this.#failures < attemptsPerCredentials ? firstPauseMs : longPauseMs);
    return this.#refusal(username, cause);
  }

  /** `retryAfterMs` is at most a minute: then the password is read again, and if it is still the same, vCenter is not bothered. */
  #refusal(username: string, cause: unknown): VimError {
    const pauseMs = Math.max(0, this.#notBefore - this.#now());
    const next = cause === undefined ? "not asked again yet with the same password" : "vCenter answers InvalidLogin";
    return new VimError("VIM_INVALID_LOGIN", `Cannot log in as "${username}" as user name and password must be right: ${next}; next attempt in ${Math.ceil(pauseMs / 60_000)} min, or when the password changes`, {
      cause, retryAfterMs: Math.min(firstPauseMs, pauseMs),
      hint: "See whether the name has its domain (user@vsphere.local), the password or its file is right, and the account is not locked",
    });
  }
}

function hash(username: string, password: string): string {
  return createHash("sha256").update(JSON.stringify([username, password])).digest("hex");
}
