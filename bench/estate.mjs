// The inventory that benchmarks run on: made once with vcsim and govc, saved, and loaded in seconds after that. It never changes a saved one.
import { basename, join } from "node:path";
import { govc } from "../scripts/servers/govc.mjs";
import { startVcsim } from "../scripts/servers/vcsim.mjs";
import { cacheFolder } from "../scripts/tools/cache-folder.mjs";
import { govmomiBinary } from "../scripts/tools/govmomi.mjs";
import { installOnce } from "../scripts/tools/install-once.mjs";

export const machines = 2_000;
const hosts = 10;
const groups = 20;
const membersPerGroup = 10;

/**
 * A running vcsim with 2,000 machines on 10 hosts, 26,000 devices, 200 of the machines linked to 20 bases. The caller stops it.
 * @returns {Promise<import("../scripts/servers/vcsim.mjs").Vcsim>}
 */
export async function startEstate() {
  const version = basename(await govmomiBinary("vcsim"));
  const folder = join(cacheFolder(), "estates", `${machines}-machines-${version}`);
  await installOnce(folder, `making an inventory of ${machines} machines (once)`, async (beside) => {
    const saved = join(beside, "estate");
    const vcsim = await startVcsim({ clusters: 1, clusterHosts: hosts, standaloneHosts: 0, vms: machines });
    try {
      for (let group = 0; group < groups; group += 1) await linkGroup(vcsim, group);
      await govc(vcsim, "object.save", "-d", saved);
    } finally {
      await vcsim.stop();
    }
    return saved;
  });
  return startVcsim({ load: folder });
}

/** @param {import("../scripts/servers/vcsim.mjs").Vcsim} vcsim @param {number} group */
async function linkGroup(vcsim, group) {
  const first = group * (membersPerGroup + 1);
  for (let member = 1; member <= membersPerGroup; member += 1) {
    await govc(vcsim, "vm.disk.attach", "-link=true", "-vm", nameOf(first + member), "-disk", `${nameOf(first)}/disk1.vmdk`, "-ds", "LocalDS_0");
  }
}

/** @param {number} index */
const nameOf = (index) => `DC0_C0_RP0_VM${index}`;
