/** A cluster of any size in which a group of linked clones runs on the first hosts, one VM on each. Built by hand as the small world is. */
import { setPower } from "../../../src/lab/power/set-power.js";
import type { HostState } from "../../../src/lab/world/entities.js";
import type { WorldSettings } from "../../../src/lab/world/settings.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { addHost, smallWorld, type SmallWorld } from "./small-world.js";
import { addDisk, addPlainVm } from "./small-world-vms.js";

export interface GroupCluster extends SmallWorld {
  readonly all: readonly HostState[];
  /** members[i] runs on all[i]. */
  readonly members: readonly VmState[];
}

/** `clusterHosts` is at least 4; the hosts beyond four are of `version`, 5.0.0 unless told otherwise, so that the old limit of eight holds where there is one. */
export function groupCluster(clusterHosts: number, groupHosts: number, settings: Partial<WorldSettings> = {}, version = "5.0.0"): GroupCluster {
  const small = smallWorld(settings);
  const { world, cluster, ds0, ds1, network, hosts, pool, vmFolder } = small;
  const more = Array.from({ length: clusterHosts - hosts.length }, (_none, index) => addHost(world, `h${index + hosts.length}`, cluster, [ds0, ds1], network, { version }));
  const all = [...hosts, ...more];
  for (const [index, host] of all.entries()) host.dasState = index === 0 ? "master" : "connectedToMaster";
  const base = world.files.at(ds0.ref.value, "chained/chained.vmdk");
  if (base === undefined) throw new TypeError("the small world has no base");
  const members = all.slice(0, groupHosts).map((host, index) => {
    const name = `member${index}`;
    const vm = addPlainVm(world, name, { folder: vmFolder, host, pool, datastore: ds0, network });
    addDisk(world, vm, { path: `${name}/${name}.vmdk`, capacityBytes: 10 * 1024 ** 3, sizeBytes: 16 * 1024 ** 2, parent: base });
    setPower(world, vm, "poweredOn");
    return vm;
  });
  return { ...small, all, members };
}
