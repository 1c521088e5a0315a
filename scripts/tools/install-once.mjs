// Installs one file into the cache exactly once, also when several processes want it at the same moment. It never leaves a half-written file under
// the final name: the work happens beside it and the result is renamed.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { progress } from "./progress.mjs";

const lockPollMs = 200;
const lockDeadlineMs = 15 * 60_000;

/**
 * Hands back `target`, after `make` has put it there if it was missing.
 * @param {string} target final path, a file or a folder
 * @param {string} title for the progress lines, e.g. "building vcsim"
 * @param {(folder: string) => Promise<string>} make gets an empty folder beside the target, returns the path of what it made (on the same disk)
 */
export async function installOnce(target, title, make) {
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  await takeLock(lock, target);
  const folder = `${target}.making-${process.pid}`;
  try {
    if (existsSync(target)) return target;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const made = await progress(title, () => make(folder));
    renameSync(made, target);
    return target;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock @param {string} target */
async function takeLock(lock, target) {
  const deadline = Date.now() + lockDeadlineMs;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    // Two processes may break the same dead lock; then both work, and the rename still leaves one whole result.
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    else if (Date.now() > deadline) throw new Error(`Cannot install ${target}: ${lock} is held by another process for 15 minutes; remove it if none is installing`);
    else await sleep(lockPollMs);
  }
}

/** A lock whose process is gone, or that names none for ten seconds. @param {string} lock */
function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return Date.now() - statSync(lock).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH"; // ENOENT: released; EPERM: alive
  }
}
