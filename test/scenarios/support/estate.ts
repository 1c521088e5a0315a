/** The estate of the scenarios on vcsim, changed the way an operator changes one: with govc. */
import { govc } from "../../../scripts/servers/govc.mjs";
import { startVcsim, type Vcsim } from "../../../scripts/servers/vcsim.mjs";

export const datastore = "LocalDS_0";
export const cluster = "/DC0/host/DC0_C0";
export const vm = (index: number): string => `DC0_C0_RP0_VM${index}`;
export const host = (index: number): string => `DC0_C0_H${index}`;

/** One HA cluster of ten hosts with the given number of VMs, VM n on host n mod 10. */
export async function startEstate(vms: number): Promise<Vcsim> {
  const vcsim = await startVcsim({ clusters: 1, clusterHosts: 10, standaloneHosts: 0, vms });
  await govc(vcsim, "cluster.change", "-ha-enabled=true", cluster);
  for (let index = 0; index < vms; index++) await migrate(vcsim, index, index % 10);
  return vcsim;
}

export async function migrate(vcsim: Vcsim, index: number, to: number): Promise<void> {
  await govc(vcsim, "vm.migrate", "-host", host(to), vm(index));
}

/** Gives the VM a delta disk over the first disk of the base VM: the two are linked from then on. */
export async function link(vcsim: Vcsim, index: number, base: number): Promise<void> {
  await govc(vcsim, "vm.disk.attach", "-link=true", "-vm", vm(index), "-disk", `${vm(base)}/disk1.vmdk`, "-ds", datastore);
}

/** Takes the base VM's first disk away but keeps the file: only those linked to it still use it. */
export async function letGoOfBase(vcsim: Vcsim, base: number): Promise<void> {
  await govc(vcsim, "device.remove", "-keep", "-vm", vm(base), "disk-202-0");
}

export async function createSnapshot(vcsim: Vcsim, index: number, name: string): Promise<void> {
  await govc(vcsim, "snapshot.create", "-vm", vm(index), name);
}

export async function removeSnapshot(vcsim: Vcsim, index: number, name: string): Promise<void> {
  await govc(vcsim, "snapshot.remove", "-vm", vm(index), name);
}

/** What every tetherd of a scenario is told about the estate. */
export function vcenterEnv(vcsim: Vcsim): Record<string, string> {
  return { TETHERD_VCENTER_URL: vcsim.url, TETHERD_VCENTER_USERNAME: vcsim.username, TETHERD_VCENTER_PASSWORD: vcsim.password, TETHERD_VCENTER_CA_FILE: vcsim.caFile };
}
