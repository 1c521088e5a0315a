// Chapter three: a snapshot is removed and leaves a level that nobody needs; tetherd asks, once, to fold it away.
import { lab } from "./estate.mjs";

/** @param {{ estate: import("./estate.mjs").Estate, daemon: import("../tetherd.mjs").DemoDaemon, bus: import("../follow-bus.mjs").BusFollower, tell: import("../narrator.mjs").Narrator }} stage */
export async function snapshotRemoval({ estate, bus, tell }) {
  tell.chapter("A snapshot is removed, and a level is left that nobody needs");
  tell.say(`${lab} was linked to an image whose VM let go of it: two levels where one would do, twice the reads for each block.`);
  await estate.removeSnapshot();
  const request = await bus.hear("the action request", (message) => message.type === "io.tetherd.action.requested.v1");
  tell.say(`It names who did it (${request.data.cause?.user ?? "unknown"}, ${request.data.cause?.operation ?? "unknown operation"}), what to do and until when (${request.data.notAfter}).`);
  await tell.breathe(3);
}
