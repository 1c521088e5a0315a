// `npm run demo`: the two headline behaviours as a story in the terminal, on a simulated vCenter and a real NATS server.
// It starts everything on free loopback ports and leaves nothing running, whatever happens.
import { createEstate } from "./estate.mjs";
import { followBus } from "./follow-bus.mjs";
import { narrator } from "./narrator.mjs";
import { highAvailability } from "./story-high-availability.mjs";
import { snapshotRemoval } from "./story-snapshot-removal.mjs";
import { startDaemon } from "./tetherd.mjs";
import { startNatsServer } from "../scripts/servers/nats-server.mjs";

const fast = process.argv.includes("--fast");
const tell = narrator(fast);
/** @type {(() => Promise<unknown>)[]} what has been started, stopped in reverse order */
const started = [];

async function story() {
  tell.chapter("What you see here");
  tell.say("A simulated vCenter (vcsim) with one HA cluster of ten hosts, a real NATS server with JetStream, and tetherd between them.");
  tell.say("Everything an operator would type is shown after a $; everything tetherd publishes after a »");
  const [estate, nats] = await Promise.all([createEstate(tell), startNatsServer()]);
  started.push(() => nats.stop(), () => estate.stop());
  tell.done(`vCenter at ${estate.url}, NATS ${nats.version} at ${nats.url}`);

  const daemon = await startDaemon(estate, nats);
  started.push(() => daemon.stop());
  tell.command("tetherd run");
  await daemon.ready();
  tell.done("tetherd has read the whole inventory and follows every change");
  const bus = await followBus(nats, daemon.site, tell);
  started.push(() => bus.stop());

  await highAvailability({ estate, daemon, bus, tell });
  await snapshotRemoval({ estate, daemon, bus, tell });

  tell.chapter("On your own estate");
  tell.say("npx tetherd doctor, then npx tetherd run: the README says what to set. Your policies are plain files: config/policies.");
}

let failed = false;
try {
  await story();
} catch (error) {
  failed = true;
  process.stderr.write(`\n✗ The demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  for (const stop of started.reverse()) await stop().catch(() => undefined);
  tell.done("everything that was started is stopped");
}
process.exit(failed ? 1 : 0);
