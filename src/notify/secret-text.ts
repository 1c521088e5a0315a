/** Reads what a secret file must hold: a token for a header, or an address. What it holds never goes into a message. */
import { NotifyError } from "./errors.js";
import type { SecretFile } from "./notifier.js";

/** Printable ASCII without blanks: nothing that could begin another header. */
export async function readToken(file: SecretFile): Promise<string> {
  const text = await file.read();
  if (!/^[\x21-\x7E]{1,4096}$/.test(text)) throw unusable(file, "a token of printable characters on one line");
  return text;
}

/** The same with blanks inside, e.g. "Bearer …". */
export async function readHeader(file: SecretFile): Promise<string> {
  const text = (await file.read()).trim();
  if (!/^[\x20-\x7E]{1,4096}$/.test(text)) throw unusable(file, "printable characters on one line");
  return text;
}

export async function readAddress(file: SecretFile): Promise<string> {
  const text = (await file.read()).trim();
  if (text.length > 4_096 || !/^https?:\/\//.test(text) || !URL.canParse(text)) throw unusable(file, "an address that begins with https://");
  return text;
}

function unusable({ origin }: SecretFile, wanted: string): NotifyError {
  return new NotifyError("NOTIFY_SECRET_UNUSABLE", `Cannot use the secret in "${origin}" as it must be ${wanted}: it is not`, { retryable: true, hint: "Write it anew, without anything around it" });
}
