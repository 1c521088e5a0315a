/** Reads the routing file for the commands of the relay, and prints what is wrong with it as path:line:column: message. It changes nothing. */
import { readFile, stat } from "node:fs/promises";
import { loadRouting, type LoadedRouting } from "../notify/routing/load-routing.js";
import type { Routing } from "../notify/routing/routing.js";
import { formatProblem } from "../policies/problem.js";
import { maxFileLength } from "../policies/read-documents.js";
import { TetherdError } from "../shared/errors.js";

/** Throws RELAY_FILE_UNREADABLE. */
export async function readRouting(path: string): Promise<LoadedRouting> {
  return loadRouting({ path, text: await readText(path, "the routing file") });
}

/** The routing, or undefined after having printed why not. */
export async function usableRouting(path: string): Promise<Routing | undefined> {
  const { routing, problems } = await readRouting(path);
  if (routing !== undefined) return routing;
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  return undefined;
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
