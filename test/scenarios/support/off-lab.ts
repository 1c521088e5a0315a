/** A lab with plain VMs, and a daemon's settings and one policy beside it: what does not run is a warning, what is off is critical. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startLab, type Lab } from "../../../src/lab/start-lab.js";

const off = 'policy: off\nmode: enforce\neach: vm\nwhere: { name: ["desk-*"] }\nwhen: vm.powerState != "poweredOn"\nalert: { severity: warning, storm: { above: 500, within: 1m }, raise: [{ to: critical, when: vm.powerState == "poweredOff" }] }\n';

/** VMs that any host may power on again. */
const estate = 'about: plain VMs\ndatacenters:\n  - name: D\n    datastores: [{ name: ds0, size: 1 TiB }]\n    clusters: [{ name: C, hosts: ["esx{1..3}"] }]\n    vms: [{ name: "desk-{01..20}", disks: [{ size: 10 GiB, used: 1 GiB }], power: on }]\n';

export interface OffLab {
  readonly lab: Lab;
  /** For `TETHERD_CONFIG`. */
  readonly settings: string;
  /** PowerOff, PowerOn or Suspend. */
  readonly operate: (vm: string, verb: "PowerOff" | "PowerOn" | "Suspend") => Promise<unknown>;
}

/** `more`: further settings, as lines of the file. */
export async function startOffLab(folder: string, more: string): Promise<OffLab> {
  await writeFile(join(folder, "estate.yaml"), estate);
  const lab = await startLab({ estate: join(folder, "estate.yaml"), seed: 1 });
  await writeFile(join(folder, "secret"), lab.world.settings.password);
  await mkdir(join(folder, "policies"));
  await writeFile(join(folder, "policies/off.yaml"), off);
  const settings = join(folder, "settings.conf");
  await writeFile(settings, `vcenters: [{ name: lab, url: "${lab.url}", username: "${lab.world.settings.userName}", passwordFile: "${join(folder, "secret")}", thumbprint: "${lab.thumbprintSha256}" }]\nwatch: { historyInterval: 1s, settle: 200ms, maxWait: 1s }\npolicies: { directory: ${join(folder, "policies")}, watch: false }\n${more}\n`);
  return { lab, settings, operate: async (vm, verb) => lab.control.operate({ on: vm, method: `${verb}VM_Task`, args: {} }) };
}
