// Chapter one: desktops are cloned, the group's tree grows, and it creeps to the limit that two old hosts set; the alert fires.
import { waitSeconds } from "../tetherd.mjs";
import { replica } from "./estate.mjs";

/** @param {Scene} scene @typedef {import("../main.mjs").Stage & { estate: import("./estate.mjs").Estate, tell: import("../narrator.mjs").Narrator }} Scene */
export async function growth({ estate, daemon, bus, tell }) {
  tell.chapter("A pool of linked desktops grows");
  tell.say(`All desktops stand on one disk of ${replica}. Two hosts of the cluster are ESXi 5.0, so at most eight hosts may have that disk open.`);
  tell.say("HA does not know that. tetherd does.");
  tell.command(`tetherd groups ${replica}`);
  tell.output(head(await daemon.ask("groups", replica)));
  await tell.breathe(6);
  for (const [name, host] of /** @type {const} */ ([["desk-25", "esx05"], ["desk-26", "esx06"]])) {
    await estate.linkDesktop(name, host);
    await tell.breathe(1);
  }
  tell.say("Two more desktops on hosts that have the disk open anyway: the tree grows, nothing else happens.");
  await tell.breathe(3);

  tell.chapter("Two hosts more, and the alert fires");
  await estate.linkDesktop("desk-27", "esx07");
  await estate.linkDesktop("desk-28", "esx08");
  tell.say(`The eighth of eight: no host is left in reserve. The condition must hold for ${waitSeconds} s (10 m in the shipped policy), then:`);
  const alert = await bus.hear("the alert", (message) => message.type === "io.tetherd.alert.firing.v1");
  tell.say(`It carries the risk: ${alert.data.annotations.risk}.`);
  await tell.breathe(2);
  tell.command(`tetherd groups ${replica}`);
  tell.output(head(await daemon.ask("groups", replica)));
  await tell.breathe(6);
}

/** The headline, the base, the first desktops and the base holder, and what the group would take apart. @param {string} tree */
function head(tree) {
  const lines = tree.trimEnd().split("\n");
  return lines.length <= 10 ? tree : [...lines.slice(0, 6), `   … ${lines.length - 10} more`, ...lines.slice(-4)].join("\n");
}
