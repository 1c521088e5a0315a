/** What nobody asks a VM for: hosts that fail, come back or rest, datastores that go away or are renamed, clusters that are set otherwise. */
import type { HostState } from "../../../src/lab/world/entities.js";
import { pick, type Chance, type Deed } from "./random-deeds.js";

const onHost = (what: string, wanted: (host: HostState) => boolean, method: string, args: Readonly<Record<string, unknown>>): Deed => async ({ hand, world, random, during }) => {
  const host = pick(random, [...world.all("HostSystem")].filter(wanted));
  if (host !== undefined) await hand.order(what, { on: host.ref.value, method, args }, during);
};

/** Three hosts at least stay well, so that operations go on finding one. */
const isWell = (host: HostState): boolean => host.connectionState === "connected" && host.powerState === "poweredOn" && !host.inMaintenanceMode;
const maySpareOne = ({ world }: Chance): boolean => [...world.all("HostSystem")].filter(isWell).length > 3;
const sparing = (deed: Deed): Deed => async (chance) => { if (maySpareOne(chance)) await deed(chance); };

const hostFails: Deed = ({ hand, world, random }) => {
  const host = pick(random, [...world.all("HostSystem")].filter(isWell));
  if (host !== undefined) hand.happen("host fails", host.name, () => { hand.lab.control.failHost(host.ref.value); world.clock.advance(random.below(2) * 30_000); });
  return Promise.resolve();
};

const hostReturns: Deed = ({ hand, world, random }) => {
  const host = pick(random, [...world.all("HostSystem")].filter(({ connectionState }) => connectionState === "notResponding"));
  if (host !== undefined) hand.happen("host returns", host.name, () => { hand.lab.control.returnHost(host.ref.value); });
  return Promise.resolve();
};

/** Away for a few looks only: what was not read before may be read again when it is back. */
const datastoreBlinks: Deed = async ({ hand, world, random, during }) => {
  const datastore = pick(random, world.all("Datastore"));
  if (datastore === undefined) return;
  hand.happen("datastore goes away", datastore.name, () => { hand.lab.control.setAccessible(datastore.ref.value, false); });
  if (during !== undefined) await during();
  hand.happen("datastore is back", datastore.name, () => { hand.lab.control.setAccessible(datastore.ref.value, true); });
};

const renameDatastore: Deed = async ({ hand, world, random, next, during }) => {
  const datastore = pick(random, world.all("Datastore"));
  if (datastore !== undefined) await hand.order("rename a datastore", { on: datastore.ref.value, method: "Rename_Task", args: { newName: `store-${next()}` } }, during);
};

const setHa: Deed = async ({ hand, world, random, during }) => {
  const cluster = pick(random, world.all("ClusterComputeResource"));
  const vm = pick(random, world.all("VirtualMachine"));
  if (cluster === undefined || vm === undefined) return;
  const dasConfig = { enabled: random.below(4) > 0, defaultVmSettings: { restartPriority: random.below(4) === 0 ? "disabled" : "medium" }, option: [{ key: "das.maxvmrestartcount", value: String(1 + random.below(6)) }] };
  await hand.order("set HA", { on: cluster.ref.value, method: "ReconfigureComputeResource_Task", args: { spec: { $type: "ClusterConfigSpecEx", dasConfig }, modify: true } }, during);
};

export const fates: readonly (readonly [number, Deed])[] = [
  [2, sparing(hostFails)],
  [3, hostReturns],
  [1, sparing(onHost("maintenance", isWell, "EnterMaintenanceMode_Task", { timeout: 30, evacuatePoweredOffVms: true }))],
  [2, onHost("end of maintenance", ({ inMaintenanceMode }) => inMaintenanceMode, "ExitMaintenanceMode_Task", { timeout: 0 })],
  [1, sparing(onHost("disconnect a host", isWell, "DisconnectHost_Task", {}))],
  [2, onHost("reconnect a host", ({ connectionState }) => connectionState === "disconnected", "ReconnectHost_Task", {})],
  [2, datastoreBlinks],
  [1, renameDatastore],
  [2, setHa],
];
