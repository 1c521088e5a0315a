// One volume that two datacenters mount: vCenter shows two datastores with one url, and a file that both reach is one file. The lab keeps the files of each name apart, so both
// datacenters are given the same ones.
import { expect, test } from "vitest";
import type { InventoryView } from "../../../src/inventory/model.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { startLab } from "../../../src/lab/start-lab.js";
import { readFully } from "./follower.js";

const estate = estateOf({
  datacenters: ["west", "east"].map((side) => ({
    name: side, datastores: [{ name: `${side}-store` }], clusters: [{ name: `${side}-cluster`, hosts: [`${side}-1`, `${side}-2`] }],
    vms: [{ name: `${side}-gold`, snapshots: ["v1"] }, { name: `${side}-desk`, from: `${side}-gold@v1` }],
  })),
});

const groups = ({ groups: all, vms }: InventoryView): readonly (readonly string[])[] => [...all.values()].map(({ members }) => members.map((ref) => vms.get(ref)?.name ?? ref).sort()).sort();

test.each([
  ["with one url are one volume: its files are everybody's, whatever name they are reached by", true, [["east-desk", "east-gold", "west-desk", "west-gold"]]],
  ["with an url each are two, though the files on them are called the same", false, [["east-desk", "east-gold"], ["west-desk", "west-gold"]]],
])("two datastores %s", async (_what, isOne, expected) => {
  const lab = await startLab({ estate, clock: { factor: 0 } });
  try {
    const { files } = lab.world;
    const [west, east] = [...lab.world.all("Datastore")];
    for (const file of [...files.filesOn(east!.ref.value)].filter(({ path }) => path.startsWith("east-gold/"))) files.move(file, file.datastore, file.path.replaceAll("east-gold", "west-gold"));
    if (isOne) Object.assign(east!, { url: west!.url });
    const { inventory } = await readFully(lab);
    expect(groups(inventory)).toEqual(expected);
  } finally {
    await lab.stop();
  }
});
