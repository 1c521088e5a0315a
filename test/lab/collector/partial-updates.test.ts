import { describe, expect, it } from "vitest";
import { addDisk } from "../support/small-world-vms.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { heard, removeSnapshotsOf } from "./by-hand.js";
import { clientOf, specOf, told, versionOf } from "./collector-client.js";

describe("partial updates", () => {
  it.each<[string, readonly string[], (small: SmallWorld) => void, string[]]>([
    ["an element that came is added, and its controller lists it", ["config.hardware.device"], ({ world, chained }) => {
      addDisk(world, chained, { path: "chained/more.vmdk", capacityBytes: 1024, sizeBytes: 0 });
      world.changes.touch(chained.ref, "config.hardware.device");
    }, ["modify config.hardware.device[1000]=… add:config.hardware.device[2001]=…"]],
    ["an element that went is removed, also below a watched object", ["config.hardware"], ({ world, chained }) => {
      chained.disks = [];
      world.changes.touch(chained.ref, "config.hardware.device");
    }, ["modify remove:config.hardware.device[2000] config.hardware.device[1000]=…"]],
    ["an element that changed is assigned", ["config"], ({ world, chained }) => {
      chained.disks[0]!.mode = "independent_persistent";
      world.changes.touch(chained.ref, "config.hardware.device");
    }, ["modify config.hardware.device[2000]=…"]],
    ["a field of a watched object is told by itself", ["config"], ({ world, chained }) => {
      chained.config.firmware = "efi";
      chained.config.annotation = "new";
      world.changes.touch(chained.ref, "config.firmware", "config.annotation");
    }, ["modify config.annotation=new config.firmware=efi"]],
    ["a field that becomes unset is assigned no value, and a silent one beside it is not told", ["runtime"], ({ world, chained }) => {
      world.placeVm(chained, undefined, chained.resourcePool);
    }, ["modify -runtime.host -runtime.dasVmProtection"]],
    ["a whole property that becomes unset is told as a whole", ["snapshot"], removeSnapshotsOf, ["modify -snapshot"]],
  ])("%s", async (_sentence, paths, change, updates) => {
    expect(await heard(paths, change, { partialUpdates: true })).toEqual(updates);
  });

  it("told again from an older version are as wide as they must be", async () => {
    const small = smallWorld();
    const client = clientOf(small.world);
    const collector = await client.watch();
    await client.createFilter(collector, specOf([small.plain.ref], ["config"]), true);
    const first = versionOf(await client.poll(collector, ""));
    small.plain.config.annotation = "one";
    small.world.changes.touch(small.plain.ref, "config.annotation");
    await client.poll(collector, first);
    small.plain.config.numCpu = 7;
    small.world.changes.touch(small.plain.ref, "config.hardware.numCPU");
    expect(told(await client.poll(collector, first))).toEqual([`modify ${small.plain.ref.value} config=…`]);
  });
});
