/** The lab's own truth as a picture: its files, VMs and snapshots, never what it tells over the wire. */
import type { VmDisk, VmState } from "../../../src/lab/world/vm-state.js";
import type { World } from "../../../src/lab/world/world.js";
import type { ClusterState } from "../../../src/lab/world/entities.js";
import type { Picture, PictureCompute, PictureDisk, PictureVm } from "./picture.js";

const hidden = new Set(["inaccessible", "orphaned", "invalid"]);

export function pictureOfLab(world: World): Picture {
  return {
    vms: [...world.all("VirtualMachine")].map((vm) => vmOf(world, vm)),
    hosts: [...world.all("HostSystem")].map((host) => ({
      ref: host.ref.value, version: host.version, compute: host.parent?.value, connected: host.connectionState === "connected", poweredOn: host.powerState === "poweredOn",
      inMaintenance: host.inMaintenanceMode,
    })),
    computes: [
      ...[...world.all("ClusterComputeResource")].map(clusterOf),
      ...[...world.all("ComputeResource")].map(({ ref, hosts }): PictureCompute => ({ ref: ref.value, hosts: [...hosts], haEnabled: false, attempts: undefined, neverRestarted: () => true, mustRules: [] })),
    ],
    datastores: [...world.all("Datastore")].map((each) => ({ ref: each.ref.value, type: each.kind.toUpperCase(), vmfsMajorVersion: each.vmfsMajorVersion })),
  };
}

function vmOf(world: World, vm: VmState): PictureVm {
  return {
    ref: vm.ref.value, name: vm.name, template: vm.template, host: vm.host, home: `${vm.home.datastore}:${vm.home.directory}`, readable: !hidden.has(vm.connectionState),
    consolidationNeeded: vm.consolidationNeeded, disks: vm.disks.map((disk) => diskOf(world, disk)),
    snapshots: [...world.snapshotsOf(vm)].map((snapshot) => ({ ref: snapshot.ref.value, disks: snapshot.frozen.disks.map((disk) => diskOf(world, disk)) })),
  };
}

function diskOf(world: World, disk: VmDisk): PictureDisk {
  return {
    key: disk.key, files: world.files.chain(disk.file).map((file) => `${file.datastore}:${file.path}`), multiWriter: disk.sharing === "sharingMultiWriter",
    independent: disk.mode.startsWith("independent"),
  };
}

function clusterOf({ ref, hosts, das, groups, rules }: ClusterState): PictureCompute {
  const membersOf = (name: string | undefined): readonly string[] => groups.find((group) => group.name === name)?.members ?? [];
  const attempts = Number(das.options.get("das.maxvmrestartcount") ?? Number.NaN);
  return {
    ref: ref.value, hosts: [...hosts], haEnabled: das.enabled, attempts: attempts >= 0 ? attempts : undefined,
    neverRestarted: (vm) => {
      const own = das.vms.get(vm)?.restartPriority ?? "clusterRestartPriority";
      return (own === "clusterRestartPriority" ? das.restartPriority : own) === "disabled";
    },
    mustRules: rules.flatMap(({ enabled, mandatory, detail }) => (!enabled || !mandatory || detail.kind !== "vm-host" ? [] : [{
      vms: membersOf(detail.vmGroup),
      mayRunOn: (host: string) => (detail.affineHosts === undefined ? !membersOf(detail.antiAffineHosts).includes(host) : membersOf(detail.affineHosts).includes(host)),
    }])),
  };
}
