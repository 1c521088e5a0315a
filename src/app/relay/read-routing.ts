/** Reads the routing file: its text, and what it says. It opens no secret and contacts nobody. */
import { readFile, stat } from "node:fs/promises";
import { loadRouting, type LoadedRouting } from "../../notify/routing/load-routing.js";
import { maxFileLength } from "../../policies/read-documents.js";
import { TetherdError } from "../../shared/errors.js";

/** Throws RELAY_FILE_UNREADABLE. */
export async function readRouting(path: string): Promise<LoadedRouting & { readonly text: string }> {
  const text = await readText(path, "the routing file");
  return { ...loadRouting({ path, text }), text };
}

/** Throws RELAY_FILE_UNREADABLE. `what` names it in the message. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    if ((await stat(path)).size > maxFileLength) throw new TetherdError("RELAY_FILE_UNREADABLE", `Cannot read ${what} as it may have ${maxFileLength} bytes: "${path}" has more`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof TetherdError) throw error;
    throw new TetherdError("RELAY_FILE_UNREADABLE", `Cannot read ${what}: "${path}" (${(error as NodeJS.ErrnoException).code ?? "unreadable"})`, { hint: "Check path and permissions", cause: error });
  }
}
