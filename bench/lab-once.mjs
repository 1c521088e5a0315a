// One lab of a given size in a process of its own: says when it is ready, and on "update" makes changes while a collector follows them.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromDist } from "./dist.mjs";
import { followUpdates } from "./follow-updates.mjs";

const vms = Number(process.argv[2]);
const changes = 10_000;
const { startLab } = await fromDist("lab/start-lab");
const { generateDefaults, generateEstate } = await fromDist("lab/estates/generate-estate");
const { operate } = await fromDist("lab/control/operate");
const { methodCatalogue } = await fromDist("lab/methods/catalogue");

const lab = await startLab({ estate: generateEstate({ ...generateDefaults, vms, hosts: 64, group: 40 }), settings: { taskBaseMs: 0, copyBytesPerSecond: 0 } });
const caFile = join(mkdtempSync(join(tmpdir(), "tetherd-bench-")), "lab.pem");
writeFileSync(caFile, lab.certificatePem);
const { userName, password } = lab.world.settings;
process.send?.({ url: lab.url, username: userName, password, caFile });

process.once("message", () => void measure());

/** Power, snapshots and notes of many VMs, one operation after the other, until a watcher has been told of the last. */
async function measure() {
  const follower = await followUpdates({ url: lab.url, username: userName, password, caFile });
  const machines = [...lab.world.all("VirtualMachine")].filter((vm) => !vm.template);
  const started = performance.now();
  for (let index = 0; index < changes; index++) {
    const vm = machines[(index * 7) % machines.length];
    if (vm === undefined) throw new Error("the estate has no VM");
    const on = vm.ref.value;
    const orders = [
      { on, method: vm.powerState === "poweredOn" ? "PowerOffVM_Task" : "PowerOnVM_Task", wait: false },
      { on, method: "CreateSnapshot_Task", args: { name: `s${index}`, memory: false, quiesce: false }, wait: false },
      { on, method: "ReconfigVM_Task", args: { spec: { annotation: `note ${index}` } }, wait: false },
      { on, method: "RemoveAllSnapshots_Task", wait: false },
    ];
    const order = orders[index % orders.length];
    if (order !== undefined) await operate(lab.world, methodCatalogue, order);
  }
  const last = machines[0];
  if (last === undefined) throw new Error("the estate has no VM");
  await operate(lab.world, methodCatalogue, { on: last.ref.value, method: "Rename_Task", args: { newName: "the-last" } });
  await follower.seen("the-last");
  const seconds = (performance.now() - started) / 1000;
  follower.stop();
  process.send?.({ updatesPerSecond: changes / seconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
}
