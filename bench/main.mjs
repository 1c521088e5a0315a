// `npm run bench [-- decode first-sync latency throughput lab model policies daemon actions]`: what tetherd's speed is built on, as ratios against others in the same run. No test depends on these
// figures.
import { actionsBench } from "./actions.mjs";
import { daemonBench } from "./daemon.mjs";
import { decodeBench } from "./decode.mjs";
import { startEstate } from "./estate.mjs";
import { firstSyncBench } from "./first-sync.mjs";
import { labBench } from "./lab.mjs";
import { modelBench } from "./model.mjs";
import { latencyBench, throughputBench } from "./line.mjs";
import { fetchUpdateSet } from "./update-set.mjs";
import { policiesBench } from "./policies.mjs";
import { watchedProperties } from "./watched-properties.mjs";

const known = ["decode", "first-sync", "latency", "throughput", "lab", "model", "policies", "daemon", "actions"];
const named = process.argv.slice(2);
const unknown = named.filter((name) => !known.includes(name));

async function bench() {
  const wanted = new Set(named.length === 0 ? known : named);
  if (wanted.has("decode") || wanted.has("first-sync")) {
    const types = await watchedProperties();
    const vcsim = await startEstate();
    try {
      if (wanted.has("decode")) await decodeBench(await fetchUpdateSet(vcsim, types));
      if (wanted.has("first-sync")) await firstSyncBench(vcsim, types);
    } finally {
      await vcsim.stop();
    }
  }
  if (wanted.has("latency")) await latencyBench();
  if (wanted.has("throughput")) await throughputBench();
  if (wanted.has("lab")) await labBench();
  if (wanted.has("model")) await modelBench();
  if (wanted.has("policies")) await policiesBench();
  if (wanted.has("actions")) await actionsBench();
  if (wanted.has("daemon")) await daemonBench();
}

if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}. There are ${known.join(", ")}.`);
  process.exitCode = 2;
} else {
  await bench();
}
