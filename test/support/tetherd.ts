/** The built daemon as a child process, the way an operator runs it: environment in, JSON log lines out, stopped by its process id. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { until } from "./until.js";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface TetherdOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end. Only the given variables and PATH, HOME reach it. */
export async function tetherd(args: readonly string[], env: Readonly<Record<string, string>> = {}, deadlineMs = 60_000): Promise<Finished> {
  const child = start(args, env);
  const output = collect(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code, signal, ...output() };
}

/** A command that goes on until it is told to end. */
export interface Running {
  readonly stdout: () => string;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Finished>;
}

export function startCommand(args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const child = start(args, env);
  const output = collect(child);
  const exited = once(child, "close").then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null, ...output() }));
  return {
    stdout: () => output().stdout,
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

export interface Daemon {
  readonly pid: number;
  readonly httpPort: number;
  logs(): readonly Record<string, unknown>[];
  text(): string;
  readyz(): Promise<{ status: number; body: { ready: boolean; reasons: string[]; vcenters: { state: string; reason?: string }[] } }>;
  metrics(): Promise<string>;
  /** Waits until /readyz says ready. */
  ready(deadlineMs?: number): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<Finished>;
  kill(): Promise<void>;
  readonly exited: Promise<Finished>;
}

/** Starts `tetherd run` with health on a free port. */
export async function startTetherd(options: TetherdOptions): Promise<Daemon> {
  const httpPort = await freePort();
  const child = start(["run", ...(options.args ?? [])], { TETHERD_HTTP_LISTEN: `127.0.0.1:${httpPort}`, ...options.env });
  const output = collect(child);
  const exited = once(child, "close").then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null, ...output() }));
  const page = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${httpPort}${path}`, { signal: AbortSignal.timeout(2_000) });
  const readyz: Daemon["readyz"] = async () => {
    const response = await page("/readyz");
    return { status: response.status, body: (await response.json()) as Awaited<ReturnType<Daemon["readyz"]>>["body"] };
  };
  return {
    pid: child.pid ?? 0,
    httpPort,
    exited,
    logs: () => output().stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => output().stdout + output().stderr,
    readyz,
    metrics: async () => (await page("/metrics")).text(),
    ready: async (deadlineMs = 30_000) => {
      await until("tetherd being ready", async () => {
        if (child.exitCode !== null) throw new Error(`tetherd ended with ${child.exitCode}: ${output().stdout}${output().stderr}`);
        return (await readyz()).body.ready ? true : undefined;
      }, deadlineMs).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${output().stdout}${output().stderr}`);
      });
    },
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill("SIGTERM");
      return exited;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const base: Record<string, string> = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  const child = spawn(process.execPath, [entry, ...args], { env: { ...base, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  child.once("exit", () => process.off("exit", killWithUs));
  return child;
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => void (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => void (stderr += text));
  return () => ({ stdout, stderr });
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
