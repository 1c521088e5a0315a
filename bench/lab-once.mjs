// One lab of a given size in a process of its own: says when it is ready, and on "update" makes changes and tells how many; the name of the last is told beforehand.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromDist } from "./dist.mjs";

const vms = Number(process.argv[2]);
const changes = 10_000;
/** Operations on as many different VMs are under way at a time. */
const together = 100;
const { startLab } = await fromDist("lab/start-lab");
const { generateDefaults, generateEstate } = await fromDist("lab/estates/generate-estate");
const { operate } = await fromDist("lab/control/operate");
const { methodCatalogue } = await fromDist("lab/methods/catalogue");

const lab = await startLab({ estate: generateEstate({ ...generateDefaults, vms, hosts: 64, group: 40 }), settings: { taskBaseMs: 0, copyBytesPerSecond: 0 } });
const caFile = join(mkdtempSync(join(tmpdir(), "tetherd-bench-")), "lab.pem");
writeFileSync(caFile, lab.certificatePem);
const { userName, password } = lab.world.settings;
process.send?.({ url: lab.url, username: userName, password, caFile });

const machines = [...lab.world.all("VirtualMachine")].filter((vm) => !vm.template);
process.once("message", (lastName) => void changeMany(String(lastName)));

/** @param {number} index */
function machineAt(index) {
  const vm = machines[index % machines.length];
  if (vm === undefined) throw new Error("the estate has no VM");
  return vm;
}

/** Power, snapshots and notes in turn. @param {number} index */
function change(index) {
  const vm = machineAt(index);
  const orders = [
    { method: vm.powerState === "poweredOn" ? "PowerOffVM_Task" : "PowerOnVM_Task" },
    { method: "CreateSnapshot_Task", args: { name: `s${index}`, memory: false, quiesce: false } },
    { method: "ReconfigVM_Task", args: { spec: { annotation: `note ${index}` } } },
    { method: "RemoveAllSnapshots_Task" },
  ];
  const order = orders[index % orders.length] ?? { method: "RemoveAllSnapshots_Task" };
  return operate(lab.world, methodCatalogue, { on: vm.ref.value, ...order });
}

/** Changes many VMs, and at last a name for which whoever watches can wait. @param {string} lastName */
async function changeMany(lastName) {
  let done = 0;
  for (let index = 0; index < changes; index += together) {
    const outcomes = await Promise.all(Array.from({ length: together }, (_, offset) => change(index + offset)));
    done += outcomes.filter(({ state }) => state === "success").length;
  }
  await operate(lab.world, methodCatalogue, { on: machineAt(0).ref.value, method: "Rename_Task", args: { newName: lastName } });
  process.send?.({ done, peakBytes: process.resourceUsage().maxRSS * 1024 });
}
