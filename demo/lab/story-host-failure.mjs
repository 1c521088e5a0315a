// Chapter two: a host fails, HA restarts its desktops where it can, the group spreads; it is moved together again and the alert resolves.
import { setTimeout as pause } from "node:timers/promises";

const failing = "esx03";
const restarted = ["VmRestartedOnAlternateHostEvent"];
const refused = ["VmFailedToPowerOnEvent"];
const gaveUp = ["VmMaxRestartCountReached", "VmFailoverFailed", "NotEnoughResourcesToStartVmEvent"];
const home = ["esx01", "esx02", "esx04", "esx05"];
const patienceMs = 60_000;

/** @param {import("./story-growth.mjs").Scene} scene */
export async function hostFailure({ estate, bus, tell }) {
  tell.chapter("A host fails");
  const victims = estate.desktops().filter(({ host }) => host === failing).map(({ name }) => name);
  const before = estate.lastEvent();
  estate.failHost(failing);
  const end = Date.now() + patienceMs;
  const settled = () => victims.every((name) => estate.hostOf(name) !== failing) || estate.eventsSince(before, gaveUp).length > 0;
  while (!settled()) {
    if (Date.now() > end) throw new Error(`HA did not deal with ${victims.join(", ")}`);
    await pause(100);
  }
  for (const text of estate.eventsSince(before, restarted)) tell.say(text);
  const tries = estate.eventsSince(before, refused).length;
  tell.say(tries === 0 ? "Each was restarted at the first host that HA tried; with more hosts in the group that is luck." : `${tries} attempts were refused: those hosts would have been one too many.`);
  for (const text of estate.eventsSince(before, gaveUp)) tell.say(text);
  await tell.breathe(5);

  tell.chapter("The group is moved together, and the alert resolves");
  estate.returnHost(failing);
  const astray = estate.desktops().filter(({ host, on }) => on && !home.includes(host));
  for (const [index, { name }] of astray.entries()) await estate.moveDesktop(name, home[index % home.length] ?? "esx01");
  await bus.hear("the end of the alert", (message) => message.type === "io.tetherd.alert.resolved.v1");
  await tell.breathe(3);
}
