/** Runs `tetherd policy test` in a process of its own, for the daemon: whatever the tests do, they cost only that process. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestVerdict } from "../app/reload/policy-tester.js";
import { exitCodes } from "./exit-codes.js";

const program = fileURLToPath(new URL("./main.js", import.meta.url));
const mostOutputBytes = 64 * 1_048_576;

interface Printed {
  readonly hash: string | null;
  readonly problems: readonly { readonly path: string; readonly line: number; readonly column: number; readonly message: string; readonly severity?: string }[];
  readonly tests: readonly { readonly name: string; readonly failures: readonly { readonly place: { readonly path: string; readonly line: number; readonly column: number }; readonly message: string }[] }[];
}

/** Rejects when the process does not end by itself with a report. */
export async function spawnPolicyTest(directory: string, signal: AbortSignal): Promise<TestVerdict> {
  const { PATH = "", HOME = "", TZ = "" } = process.env;
  const ran = promisify(execFile)(process.execPath, [program, "policy", "test", directory, "--format", "json"], {
    signal, killSignal: "SIGKILL", maxBuffer: mostOutputBytes, env: { PATH, HOME, ...(TZ === "" ? {} : { TZ }) },
  });
  const output = await ran.then(({ stdout }) => stdout, (error: unknown) => {
    const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: string };
    if (code === exitCodes.findings && stdout !== undefined) return stdout;
    throw error;
  });
  const { hash, problems, tests } = JSON.parse(output) as Printed;
  return {
    hash: hash ?? undefined, tests: tests.length,
    failures: [
      ...problems.filter(({ severity }) => severity !== "warning").map(({ path, line, column, message }) => `${path}:${line}:${column}: ${message}`),
      ...tests.flatMap(({ name, failures }) => failures.map(({ place, message }) => `${place.path}:${place.line}:${place.column}: test "${name}": ${message}`)),
    ],
  };
}
