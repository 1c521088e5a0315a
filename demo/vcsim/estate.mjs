// The demo's estate: a vcsim whose VMs bear the names of a small VDI farm. Every change goes through govc, as an operator's would.
import { govc } from "../../scripts/servers/govc.mjs";
import { startVcsim } from "../../scripts/servers/vcsim.mjs";

const hosts = 10;
export const gold = "win11-gold";
export const desktops = Array.from({ length: 9 }, (_, index) => `desk-0${index + 1}`);
export const lab = "lab-runner";
const labBase = "lab-image";

/**
 * @typedef {Awaited<ReturnType<typeof createEstate>>} Estate
 * @param {import("../narrator.mjs").Narrator} tell
 */
export async function createEstate(tell) {
  const names = [gold, ...desktops, labBase, lab];
  const vcsim = await startVcsim({ clusters: 1, clusterHosts: hosts, standaloneHosts: 0, vms: names.length });
  const run = (/** @type {string[]} */ ...args) => govc(vcsim, ...args);
  const shown = async (/** @type {string[]} */ ...args) => {
    tell.command(`govc ${args.join(" ")}`);
    return run(...args);
  };
  await run("cluster.change", "-ha-enabled=true", "/DC0/host/DC0_C0");
  for (const [index, name] of names.entries()) {
    await run("object.rename", `/DC0/vm/DC0_C0_RP0_VM${index}`, name);
    await run("vm.migrate", "-host", `DC0_C0_H${index % hosts}`, name);
  }
  const folderOf = (/** @type {string} */ name) => `DC0_C0_RP0_VM${names.indexOf(name)}`; // files keep the name a VM was born with
  const link = (/** @type {string} */ name, /** @type {string} */ base) => ["vm.disk.attach", "-link=true", "-vm", name, "-disk", `${folderOf(base)}/disk1.vmdk`, "-ds", "LocalDS_0"];
  await run(...link(lab, labBase));
  await run("device.remove", "-keep", "-vm", labBase, "disk-202-0");
  await run("snapshot.create", "-vm", lab, "before-patch");
  return {
    access: { url: vcsim.url, username: vcsim.username, password: vcsim.password, caFile: vcsim.caFile },
    linkDesktop: (/** @type {string} */ name) => shown(...link(name, gold)),
    moveDesktop: (/** @type {string} */ name, /** @type {number} */ host) => shown("vm.migrate", "-host", `DC0_C0_H${host}`, name),
    removeSnapshot: () => shown("snapshot.remove", "-vm", lab, "before-patch"),
    stop: () => vcsim.stop(),
  };
}
