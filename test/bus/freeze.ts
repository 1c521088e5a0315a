/** Freezes a process of the machine. It does not thaw: the test does, with SIGCONT. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { until } from "../support/until.js";

/** SIGSTOP, done when no thread of the process runs any more: on a busy machine one may go on for some ms, and a server answers in less. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  const threads = `/proc/${pid}/task`;
  if (!existsSync(threads)) return; // other systems do not show threads
  await until("the process stands still", () => (readdirSync(threads).every((thread) => stateIn(readFileSync(`${threads}/${thread}/stat`, "utf8")) === "T") ? true : undefined), 10_000, 5);
}

/** The letter after the name, which stands in brackets and may hold anything (proc(5)). */
function stateIn(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}
