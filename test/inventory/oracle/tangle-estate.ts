/** The estate that random histories begin with: two clusters, old and new hosts, every kind of datastore that the host limit asks about. */
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import type { Estate } from "../../../src/lab/estates/estate.js";

/** Tasks take no time unless `taskMs` says so. */
export function tangleEstate(taskMs = 0): Estate {
  const size = "4 TiB";
  return estateOf({
    about: "a small tangle", vcenter: { copyPerSecond: 0, taskTime: `${taskMs}ms`, snapshotLevelLimit: 32 },
    datacenters: [{
      name: "DC0",
      datastores: [{ name: "new", vmfs: 6, size }, { name: "old", vmfs: 3, size }, { name: "net", type: "NFS", size }, { name: "objects", type: "vsan", size }],
      clusters: [
        { name: "modern", ha: { enabled: true }, drs: "fullyAutomated", hosts: ["m1", "m2", "m3", "m4"] },
        {
          name: "aged", ha: { enabled: true }, drs: "fullyAutomated", hosts: [{ name: "a{1..9}", version: "5.0.0" }, { name: "a10", version: "5.5.0" }],
          groups: [{ name: "bound", vms: ["gold", "plain"] }, { name: "home", hosts: ["a1", "a2", "a3"] }], rules: [{ name: "stay", vms: "bound", mustRunOn: "home" }],
        },
      ],
      vms: [
        { name: "gold", compute: "aged", datastore: "old", snapshots: ["v1", "v2"] },
        { name: "desk-{1..8}", from: "gold@v1", power: "on", hosts: ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"] },
        { name: "master", compute: "modern", datastore: "new", disks: ["10 GiB", { size: "5 GiB", mode: "independent_persistent" }], addDelta: 1 },
        { name: "copy-{1..2}", compute: "modern", from: "master" },
        { name: "plain", compute: "aged", datastore: "net", disks: ["10 GiB", "5 GiB"] },
      ],
    }],
  });
}
