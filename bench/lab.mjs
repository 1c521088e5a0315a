// The lab at size: how long until it answers, how long its first full answer takes, how many changes a second it announces, and what memory it needs;
// beside vcsim at 2,000 VMs in the same run, each asked by the same client. It measures no client of ours but the plain one below.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startEstate } from "./estate.mjs";
import { duration, megabytes, table } from "./figures.mjs";
import { followUpdates } from "./follow-updates.mjs";
import { fullAnswer } from "./full-answer.mjs";

const common = 2_000;
const large = 40_000;
const lastName = "the-last-change";
const child = fileURLToPath(new URL("lab-once.mjs", import.meta.url));

/** @typedef {{ startSeconds: number, answerSeconds: number, answerBytes: number, objects: number, updatesPerSecond: number, peakBytes: number }} Figures */

export async function labBench() {
  const startedAt = performance.now();
  const vcsim = await startEstate();
  const vcsimStart = (performance.now() - startedAt) / 1000;
  const theirs = await fullAnswer(vcsim).finally(() => vcsim.stop());
  const same = await measured(common);
  const big = await measured(large);
  table(`The lab at size, beside vcsim (aim: ${large.toLocaleString("en")} VMs ready in 10 s, in 1 GB)`, [
    ["", "VMs", "start to first answer", "full answer", "size", "changes announced", "peak memory"],
    ["vcsim", String(common), duration(vcsimStart), duration(theirs.seconds), megabytes(theirs.bytes), "", ""],
    ["the lab", String(common), `${duration(same.startSeconds)} (${(vcsimStart / same.startSeconds).toFixed(0)} x faster)`, `${duration(same.answerSeconds)} (${((theirs.seconds / theirs.bytes) / (same.answerSeconds / same.answerBytes)).toFixed(1)} x vcsim's bytes/s)`, megabytes(same.answerBytes), `${Math.round(same.updatesPerSecond).toLocaleString("en")}/s`, megabytes(same.peakBytes)],
    ["the lab", String(large), duration(big.startSeconds), duration(big.answerSeconds), megabytes(big.answerBytes), `${Math.round(big.updatesPerSecond).toLocaleString("en")}/s`, megabytes(big.peakBytes)],
  ]);
}

/** A process of its own, so that memory is the lab's alone. @param {number} vms @returns {Promise<Figures>} */
async function measured(vms) {
  const lab = fork(child, [String(vms)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const startedAt = performance.now();
  const [ready] = /** @type {[{ url: string, username: string, password: string, caFile: string }]} */ (await once(lab, "message"));
  const startSeconds = (performance.now() - startedAt) / 1000;
  const answer = await fullAnswer(ready);
  const follower = await followUpdates(ready);
  const changesFrom = performance.now();
  const told = follower.seen(lastName);
  lab.send(lastName);
  const [{ done, peakBytes }] = /** @type {[{ done: number, peakBytes: number }]} */ (await once(lab, "message"));
  await told;
  const updatesPerSecond = done / ((performance.now() - changesFrom) / 1000);
  follower.stop();
  lab.kill();
  await once(lab, "exit");
  return { startSeconds, answerSeconds: answer.seconds, answerBytes: answer.bytes, objects: answer.objects, updatesPerSecond, peakBytes };
}
