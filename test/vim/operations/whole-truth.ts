/** Everything on a lab that an operation could change, as one text, the count of effects included: what is the same before and after was not touched. */
import type { OpenLab } from "../../lab/peers/lab-access.js";

export function wholeTruth({ lab: { control, world } }: OpenLab): string {
  const vms = [...world.all("VirtualMachine")].map(({ name }) => control.vm(name));
  const clusters = [...world.all("ClusterComputeResource")].map(({ rules, groups }) => [rules, groups]);
  return JSON.stringify([control.files(), vms, clusters, control.effects()]);
}
