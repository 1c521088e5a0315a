/**
 * Secrets: given directly (environment) or as a file that is read anew at each use, so that a rotated password needs no restart.
 * A secret never prints: JSON and string conversions give the mask.
 */
import { readFile } from "node:fs/promises";
import { SettingsError } from "./errors.js";

export const mask = "********";

/** Where a secret comes from. `read` throws SETTINGS_SECRET_UNREADABLE naming the setting and the file, never the content. */
export interface Secret {
  readonly origin: string;
  read(): Promise<string>;
}

export function secretFromValue(value: string, origin: string): Secret {
  return { origin, read: () => Promise.resolve(value) };
}

export function secretFromFile(path: string, setting: string): Secret {
  return { origin: path, read: async () => readSecretFile(path, setting) };
}

async function readSecretFile(path: string, setting: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new SettingsError("SETTINGS_SECRET_UNREADABLE", `Cannot read the secret file of ${setting}: "${path}" (${reason})`, {
      hint: "Check that the file exists and that the user tetherd runs as may read it",
      retryable: true,
      cause: error,
    });
  }
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") {
    throw new SettingsError("SETTINGS_SECRET_UNREADABLE", `Cannot use the secret file of ${setting}: "${path}" is empty`, {
      hint: "Write the secret into it, on one line", retryable: true,
    });
  }
  return secret;
}
