// Chapters one and two: a clone group grows over more hosts than HA can handle, the alert fires, members are moved, it resolves.
import { desktops, gold } from "./estate.mjs";
import { waitSeconds } from "../tetherd.mjs";

/** @param {{ estate: import("./estate.mjs").Estate, daemon: import("../tetherd.mjs").DemoDaemon, bus: import("../follow-bus.mjs").BusFollower, tell: import("../narrator.mjs").Narrator }} stage */
export async function highAvailability({ estate, daemon, bus, tell }) {
  tell.chapter("Desktops are linked to one golden image");
  tell.say(`Each new desktop gets a delta disk over the disk of ${gold}. At most eight hosts may have that disk open here;`);
  tell.say("HA does not know that. tetherd does.");
  for (const name of desktops) {
    await estate.linkDesktop(name);
    await tell.breathe(0.5);
  }
  tell.say(`The condition must hold for ${waitSeconds} s (10 m in the shipped policy), then:`);
  await bus.hear("the alert", (message) => message.type === "io.tetherd.alert.firing.v1");
  await tell.breathe(2);
  tell.command(`tetherd groups ${gold.slice(0, 5)}`);
  tell.output(await daemon.ask("groups", gold.slice(0, 5)));
  await tell.breathe(6);

  tell.chapter("The group is moved together, and the alert resolves");
  for (const [index, name] of desktops.entries()) if (index % 9 > 2) await estate.moveDesktop(name, index % 3);
  await bus.hear("the end of the alert", (message) => message.type === "io.tetherd.alert.resolved.v1");
  await tell.breathe(3);
}
