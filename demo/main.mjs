// `npm run demo`: what tetherd does, as a story in the terminal, on an embedded vCenter and a real NATS server. `--vcsim` tells what can be told on vcsim.
// It starts everything on free loopback ports and leaves nothing running, whatever happens; with `--keep` it ends when you say so. `--record=FILE` writes down all
// that was published, as docs/consumers/sample-stream.jsonl was made.
import { once } from "node:events";
import { followBus } from "./follow-bus.mjs";
import { onLab } from "./lab/story.mjs";
import { narrator } from "./narrator.mjs";
import { recordStreams } from "./record-streams.mjs";
import { startDaemon } from "./tetherd.mjs";
import { onVcsim } from "./vcsim/story.mjs";
import { startNatsServer } from "../scripts/servers/nats-server.mjs";

/**
 * @typedef {{ daemon: import("./tetherd.mjs").DemoDaemon, bus: import("./follow-bus.mjs").BusFollower }} Stage
 * @typedef {object} OpenStory
 * @property {import("./tetherd.mjs").VCenterAccess} access
 * @property {(stage: Stage) => Promise<void>} tellAll
 * @property {() => readonly string[]} pasteLines what to type in another terminal to look at the vCenter
 * @property {() => Promise<unknown>} stop
 * @typedef {object} Story
 * @property {string} vcenter what stands for the vCenter, in words
 * @property {Record<string, string>} settings further settings of the daemon
 * @property {(tell: import("./narrator.mjs").Narrator) => Promise<OpenStory>} open
 */

const recordFlag = "--record=";
const recordFile = process.argv.slice(2).find((flag) => flag.startsWith(recordFlag))?.slice(recordFlag.length);
const flags = new Set(process.argv.slice(2).filter((flag) => !flag.startsWith(recordFlag)));
const unknown = [...flags].filter((flag) => !["--fast", "--keep", "--vcsim"].includes(flag));
const story = flags.has("--vcsim") ? onVcsim : onLab;
const tell = narrator(flags.has("--fast"));
/** @type {(() => Promise<unknown>)[]} what has been started, stopped in reverse order */
const started = [];

async function play() {
  tell.chapter("What you see here");
  tell.say(`${story.vcenter}, a real NATS server with JetStream, and tetherd between them.`);
  tell.say("Everything an operator would type is shown after a $; everything tetherd publishes after a »");
  const [estate, nats] = await Promise.all([story.open(tell), startNatsServer()]);
  started.push(() => nats.stop(), () => estate.stop());
  tell.done(`vCenter at ${estate.access.url}, NATS ${nats.version} at ${nats.url}`);

  const daemon = await startDaemon(estate.access, nats, story.settings);
  started.push(() => daemon.stop());
  tell.command("tetherd run");
  await daemon.ready();
  tell.done("tetherd has read the whole inventory and follows every change");
  const bus = await followBus(nats, daemon.site, tell);
  started.push(() => bus.stop());

  await estate.tellAll({ daemon, bus });
  if (recordFile !== undefined) tell.done(`${await recordStreams(nats, daemon.site, recordFile)} messages written to ${recordFile}`);

  tell.chapter("On your own estate");
  tell.say("npx tetherd doctor, then npx tetherd run: the README says what to set. Your policies are plain files: config/policies.");
  if (flags.has("--keep")) await keepRunning([...estate.pasteLines(), ...daemon.pasteLines(), `nats --server ${nats.url} stream ls`, `nats --server ${nats.url} sub 'tetherd.>'`]);
}

/** @param {readonly string[]} lines */
async function keepRunning(lines) {
  tell.chapter("Everything keeps running");
  tell.say("For other terminals, in this folder:");
  for (const line of lines) tell.output(line);
  tell.say("Ctrl-C ends it.");
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}

let failed = unknown.length > 0;
try {
  if (failed) throw new Error(`there is no ${unknown.join(", ")}; known are --fast, --keep, --record=FILE and --vcsim`);
  await play();
} catch (error) {
  failed = true;
  process.stderr.write(`\n✗ The demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  for (const stop of started.reverse()) await stop().catch(() => undefined);
  tell.done("everything that was started is stopped");
}
process.exit(failed ? 1 : 0);
