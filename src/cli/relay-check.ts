/** `tetherd relay check`: reads the routing file as the relay would and tells every mistake at once. It sends nothing and opens no secret. */
import { formatProblem } from "../policies/problem.js";
import { exitCodes } from "./exit-codes.js";
import { readRouting } from "../app/relay/read-routing.js";

export async function relayCheck(path: string, { json }: { readonly json: boolean }): Promise<number> {
  const { routing, problems } = await readRouting(path);
  if (json) process.stdout.write(`${JSON.stringify(problems, null, 2)}\n`);
  else for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
  if (routing === undefined) {
    const wrong = problems.filter(({ severity }) => severity !== "warning").length;
    process.stderr.write(`${wrong} ${wrong === 1 ? "problem" : "problems"}; nothing in ${path} would take effect\n`);
    return exitCodes.findings;
  }
  const receivers = [...routing.receivers.values()].map(({ name, kind }) => `${name} (${kind})`).join(", ");
  if (!json) process.stdout.write(`${routing.routes.length} ${routing.routes.length === 1 ? "route" : "routes"} and the default; receivers: ${receivers}\n`);
  return exitCodes.ok;
}
