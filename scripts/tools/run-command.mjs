// Runs one program to its end and hands back what it wrote. It never goes through a shell.
import { execFile } from "node:child_process";
import { basename } from "node:path";

/** A program ended with another code than 0, or could not be started. */
export class CommandFailed extends Error {
  /** @param {string} command @param {string} output last lines of what it said @param {unknown} cause */
  constructor(command, output, cause) {
    super(`${command} failed: ${output.trim().split("\n").slice(-12).join("\n")}`, { cause });
    this.name = "CommandFailed";
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, cwd?: string, timeoutMs?: number, input?: string }} [options] `env` is added to our own
 * @returns {Promise<{ stdout: string, stderr: string }>}
 * @throws {CommandFailed}
 */
export function runCommand(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        timeout: options.timeoutMs ?? 600_000,
        maxBuffer: 64 * 1024 * 1024,
        encoding: "utf8",
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(new CommandFailed([basename(program), ...args.slice(0, 2)].join(" "), stderr || stdout || error.message, error));
      },
    );
    child.stdin?.on("error", () => child.stdin?.destroy());
    child.stdin?.end(options.input ?? "");
  });
}
