// The demo's estate on the lab: the VDI pool that ships with tetherd. Every change is made as an operator's would be, and shown in the words to type.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const estateFile = fileURLToPath(new URL("../../config/estates/vdi-pool.yaml", import.meta.url));
const shownFile = "config/estates/vdi-pool.yaml";
/** The lab's time runs this many times faster: HA's patience and long copies need no real minutes. */
const timeFactor = 20;
export const replica = "replica-win11";
export const snapshot = "pool-a";

/** @typedef {Awaited<ReturnType<typeof openEstate>>} Estate */

/** @param {import("../narrator.mjs").Narrator} tell */
export async function openEstate(tell) {
  const { startLab } = /** @type {typeof import("../../src/lab/start-lab.ts")} */ (await import(new URL("../../dist/lab/start-lab.js", import.meta.url).href));
  tell.command(`tetherd lab --estate ${shownFile}`);
  const lab = await startLab({ estate: estateFile, clock: { factor: timeFactor } });
  const folder = await mkdtemp(join(tmpdir(), "tetherd-demo-"));
  const caFile = join(folder, "lab.pem");
  await writeFile(caFile, lab.certificatePem);
  const { userName, password } = lab.world.settings;

  /** Done through the vSphere API, as a client would. @param {string} shown @param {import("../../src/lab/control/operate.ts").Order} order */
  async function done(shown, order) {
    tell.command(shown);
    const outcome = await lab.control.operate(order);
    if (outcome.fault !== undefined) throw new Error(`${order.method} on ${order.on}: ${outcome.fault.type}: ${outcome.fault.message}`);
  }

  return {
    lab,
    access: { url: lab.url, username: userName, password, caFile },
    govcLine: `export GOVC_URL='${lab.govcUrl}' GOVC_TLS_CA_CERTS='${caFile}'`,
    linkDesktop: async (/** @type {string} */ name, /** @type {string} */ host) => {
      const location = { diskMoveType: "createNewChildDiskBacking", pool: "Pool-A", host };
      await done(`govc vm.clone -vm ${replica} -snapshot ${snapshot} -link -host ${host} ${name}`, {
        on: replica, method: "CloneVM_Task", args: { folder: "/Office/vm/Pool-A", name, spec: { location, template: false, powerOn: true, snapshot: `${replica}@${snapshot}` } },
      });
    },
    moveDesktop: (/** @type {string} */ name, /** @type {string} */ host) => done(`govc vm.migrate -host ${host} ${name}`, { on: name, type: "VirtualMachine", method: "MigrateVM_Task", args: { host, priority: "defaultPriority" } }),
    takeSnapshot: (/** @type {string} */ name) => done(`govc snapshot.create -vm ${name} before-patch`, { on: name, type: "VirtualMachine", method: "CreateSnapshot_Task", args: { name: "before-patch", memory: false, quiesce: false } }),
    removeSnapshotOnHost: async (/** @type {string} */ name) => {
      const host = hostOf(name);
      await done(`ssh root@${host} vim-cmd vmsvc/snapshot.remove …     # on the host, past vCenter; here: tetherd lab do --via host remove-snapshot ${name} before-patch`, {
        on: `${name}@before-patch`, method: "RemoveSnapshot_Task", args: { removeChildren: false }, via: "host",
      });
    },
    failHost: (/** @type {string} */ host) => {
      tell.command(`tetherd lab do fail-host ${host}`);
      lab.control.failHost(host);
    },
    returnHost: (/** @type {string} */ host) => {
      tell.command(`tetherd lab do return-host ${host}`);
      lab.control.returnHost(host);
    },
    write: (/** @type {string} */ name, /** @type {string} */ bytes) => lab.control.write(name, bytes),
    hostOf,
    /** Desktops by the host they run on now. */
    desktops: () => [...lab.world.all("VirtualMachine")].filter(({ name }) => name.startsWith("desk-")).map(({ name }) => ({ name, host: hostOf(name), on: lab.control.vm(name).power === "poweredOn" })),
    /** Texts of the events since the key. @param {number} key @param {readonly string[]} types */
    eventsSince: (key, types) => lab.world.events.all().filter((event) => Number(event["key"]) > key && types.includes(event.$type)).map((event) => String(event["fullFormattedMessage"])),
    lastEvent: () => Number(lab.world.events.latest?.["key"] ?? 0),
    async stop() {
      await lab.stop();
      await rm(folder, { recursive: true });
    },
  };

  /** @param {string} name */
  function hostOf(name) {
    return lab.control.vm(name).host ?? "";
  }
}
