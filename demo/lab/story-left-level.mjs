// Chapter three: a snapshot is removed on the host, past vCenter, and leaves a level that nobody needs; tetherd asks, once, to fold it away.

const desktop = "desk-02";

/** @param {import("./story-growth.mjs").Scene} scene */
export async function leftLevel({ estate, daemon, bus, tell }) {
  tell.chapter("A snapshot is removed on the host, and a level is left that nobody needs");
  await estate.takeSnapshot(desktop);
  estate.write(desktop, "2 GiB");
  await estate.removeSnapshotOnHost(desktop);
  tell.say("Through vCenter the level would have been folded away; on the host it stays: two reads where one would do.");
  const { data } = await bus.hear("the action request", (message) => message.type === "io.tetherd.action.requested.v1");
  for (const space of data.forecast.space) tell.say(`Forecast for ${space.datastore}: copies ${size(space.copiedBytes)}, frees ${size(space.freedBytes)} to ${size(space.freedAtMostBytes)}, leaves ${size(space.freeAfterBytes)} free.`);
  if (data.forecast.missing.length > 0) tell.say(`Not known beforehand: ${data.forecast.missing.join(", ")}.`);
  const who = data.cause?.user === undefined ? "Nobody is named, for what a host does by itself is no task of vCenter's" : `It names who did it: ${data.cause.user}`;
  tell.say(`${who}. The request holds until ${data.notAfter}.`);
  tell.command(`tetherd vm ${desktop}`);
  tell.output(await daemon.ask("vm", desktop));
  await tell.breathe(4);
}

/** @param {number | null} bytes */
function size(bytes) {
  return bytes === null ? "an unknown amount" : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
