/** An estate in one line, counted in the built world. It changes nothing. */
import type { World } from "../world/world.js";

/** e.g. "1 cluster, 4 hosts, 2 datastores, 25 VMs and 1 template, 24 of them linked". */
export function summarise(world: World): string {
  let templates = 0;
  let linked = 0;
  for (const vm of world.all("VirtualMachine")) {
    if (vm.template) templates++;
    if (vm.disks.some(({ file }) => file.parent !== undefined && world.files.isShared(file.parent))) linked++;
  }
  const vms = world.count("VirtualMachine") - templates;
  const places = [count(world.count("ClusterComputeResource"), "cluster"), count(world.count("HostSystem"), "host"), count(world.count("Datastore"), "datastore")];
  return `${places.join(", ")}, ${count(vms, "VM")}${templates === 0 ? "" : ` and ${count(templates, "template")}`}${linked === 0 ? "" : `, ${linked} of them linked`}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
