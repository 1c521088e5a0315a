// Talks to pyvmomi_hands.py: one request, one answer. It judges nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pythonBinary } from "../../../scripts/tools/python.mjs";

export interface Access {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly caFile: string;
}

/** A fault that the client saw. */
export class ClientFault extends Error {
  readonly fault: string;

  constructor(fault: string, text: string) {
    super(`${fault}: ${text}`);
    this.fault = fault;
  }
}

export interface PyVmomi {
  /** What the verb answers; throws ClientFault for a fault of the server. */
  ask<T = unknown>(verb: string, details?: Readonly<Record<string, unknown>>): Promise<T>;
  close(): Promise<void>;
}

export async function startPyVmomi(access: Access): Promise<PyVmomi> {
  const file = fileURLToPath(new URL("./pyvmomi_hands.py", import.meta.url));
  const child = spawn(await pythonBinary(), [file, JSON.stringify(access)], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (errors += text));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async ask<T>(verb: string, details: Readonly<Record<string, unknown>> = {}): Promise<T> {
      child.stdin.write(`${JSON.stringify({ ...details, verb })}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`pyVmomi ended during ${verb}: ${errors}`);
      const answer = JSON.parse(line.value) as { ok?: T; fault?: string; text?: string };
      if (answer.fault !== undefined) throw new ClientFault(answer.fault, answer.text ?? "");
      return answer.ok as T;
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
