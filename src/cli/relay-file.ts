/** Reads the routing file for the commands of the relay, and prints what is wrong with it as path:line:column: message. It changes nothing. */
import { readRouting } from "../app/relay/read-routing.js";
import type { Routing } from "../notify/routing/routing.js";
import { formatProblem } from "../policies/problem.js";

/** The routing, or undefined after having printed why not. Throws RELAY_FILE_UNREADABLE. */
export async function usableRouting(path: string): Promise<Routing | undefined> {
  const { routing, problems } = await readRouting(path);
  if (routing !== undefined) return routing;
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  return undefined;
}
