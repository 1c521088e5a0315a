/**
 * The name of this process among executors, and what the operating system knows of another's: whether a process of this machine has ended. It looks at nothing
 * but names.
 */
import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Host, namespace of process ids (containers of one host have their own), process id, and something never used twice. */
export function holderName(): string {
  return `${hostname()}|${pidSpace()}|${process.pid}|${randomUUID().slice(0, 8)}`;
}

/** True only when it is certain; a process of another machine has to be timed. */
export function isDeadHere(holder: string): boolean {
  const [host, space, pid] = holder.split("|");
  if (host !== hostname() || space !== pidSpace() || space === "") return false;
  if (Number(pid) === process.pid) return true; // another name with this process's own id was of one before it
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function pidSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return ""; // no Linux: others are timed
  }
}
