// One server process: started, watched until ready, ended by its process id. When this process dies in whatever way, a small shell beside the server ends
// it and removes its folder, so that nothing is left running. It never decides what a server is or when it is ready.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const keptLines = 200;
const stopGraceMs = 10_000;

/**
 * @typedef {object} Child
 * @property {number} pid
 * @property {() => string} output the last lines it wrote, both streams
 * @property {() => boolean} running
 * @property {Promise<void>} exited
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill sends it and waits for the end
 * @property {(line: RegExp, timeoutMs: number) => Promise<RegExpMatchArray>} said waits for a line on either stream that it has not been asked for yet
 */

/**
 * @param {string} name for messages
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, folder?: string }} options `folder` is removed if we die before stopping it
 * @returns {Child}
 */
export function startChild(name, program, args, options) {
  const child = spawn(program, args, {
    detached: true, // Ctrl-C in a terminal reaches us; we end our servers in order
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  /** @type {string[]} */
  const lines = [];
  /** Lines that no `said` has taken yet. @type {string[]} */
  let unread = [];
  /** @type {Error | undefined} */
  let failedToStart;
  let running = true;
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    const end = () => {
      running = false;
      resolve();
    };
    child.once("exit", end);
    child.once("error", (error) => {
      failedToStart = error;
      end();
    });
  });
  for (const stream of [child.stdout, child.stderr]) collectLines(stream, (line) => {
    lines.push(line);
    unread.push(line);
    if (lines.length > keptLines) lines.shift();
    if (unread.length > keptLines) unread.shift();
  });
  const pid = child.pid ?? 0;
  const release = pid === 0 ? () => undefined : guard(pid, options.folder);
  void exited.then(release);

  const output = () => [failedToStart?.message ?? "", ...lines].join("\n").trim();
  return {
    pid,
    output,
    running: () => running,
    exited,
    async kill(signal) {
      if (!running) return;
      child.kill(signal);
      const ended = exited.then(() => true);
      if (!(await Promise.race([ended, sleep(stopGraceMs, false, { ref: false })]))) child.kill("SIGKILL");
      await ended;
    },
    async said(pattern, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const at = unread.findIndex((line) => pattern.test(line));
        const match = at < 0 ? null : (unread[at] ?? "").match(pattern);
        if (match !== null) {
          unread = unread.slice(at + 1);
          return match;
        }
        if (!running) throw new Error(`Cannot start ${name}: it ended.\n${output()}`);
        if (Date.now() > deadline) throw new Error(`Cannot start ${name} within ${timeoutMs} ms.\n${output()}`);
        await sleep(10);
      }
    },
  };
}

/** @param {import("node:stream").Readable} stream @param {(line: string) => void} take */
function collectLines(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (/** @type {string} */ chunk) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    parts.forEach(take);
  });
  stream.on("end", () => {
    if (rest !== "") take(rest);
  });
}

/**
 * A shell that reads from us until we are gone, however we went, and then kills the server. Returns how to send it home.
 * @param {number} pid
 * @param {string | undefined} folder
 */
function guard(pid, folder) {
  const script = 'read -r _; kill -KILL "$1" 2>/dev/null; [ -z "$2" ] || rm -rf -- "$2"';
  const shell = spawn("sh", ["-c", script, "guard", String(pid), folder ?? ""], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  shell.stdin.on("error", () => undefined); // the shell was ended first, as intended
  shell.unref();
  return () => {
    shell.kill("SIGKILL");
    return undefined;
  };
}

/** Removes a temporary folder that a launcher made. @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
