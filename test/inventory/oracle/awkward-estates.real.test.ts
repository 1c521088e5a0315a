// Awkward estates, written by hand with what is to be found in them written by hand, read over the wire.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Order } from "../../../src/lab/control/operate.js";
import { startLab } from "../../../src/lab/start-lab.js";
import type { World } from "../../../src/lab/world/world.js";
import { findingsOf } from "./findings-of-inventory.js";
import { readFully } from "./follower.js";
import { LabHand } from "./lab-hand.js";
import { oracle } from "./oracle.js";
import { pictureOfRead } from "./picture-of-read.js";
import { spoken, type SpokenEstate } from "./spoken.js";

const folder = fileURLToPath(new URL("../estates/", import.meta.url));
const estates = readdirSync(folder).filter((file) => !file.includes(".expected.")).map((file) => file.replace(/\.yaml$/, ""));

/** `orders`: what the estate cannot say, done before anybody looks. */
type Expected = SpokenEstate & { readonly orders?: readonly Order[] };

test.each(estates)("%s is found as it was written down by hand", async (name) => {
  const { orders = [], ...expected } = parse(readFileSync(`${folder}${name}.expected.yaml`, "utf8")) as Expected;
  const lab = await startLab({ estate: `${folder}${name}.yaml`, clock: { factor: 0 } });
  try {
    const hand = new LabHand(lab);
    for (const order of orders) expect(await hand.order(order.method, order), hand.log.join("\n")).toBe(true);
    const { inventory, sets } = await readFully(lab);
    const found = findingsOf(inventory);
    expect(spoken(found, nameIn(lab.world))).toEqual(expected);
    expect(found).toEqual(oracle(pictureOfRead(sets.flat())));
  } finally {
    await lab.stop();
  }
});

function nameIn(world: World): (ref: string) => string {
  return (ref) => world.snapshots.get(ref)?.snapshot.name ?? world.get(ref)?.name ?? ref;
}
