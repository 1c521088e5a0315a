/** VirtualDiskManager: whole disk levels by the path of their descriptor. Unlike the FileManager it knows nothing else. */
import { bytesOfWholeDisk, copyWholeDisk } from "../../datastores/copy-files.js";
import { createDisk } from "../../datastores/create-disk.js";
import { formatDatastorePath, type DatastorePlace } from "../../datastores/datastore-path.js";
import { deleteFiles } from "../../datastores/delete-files.js";
import { extendDisk } from "../../datastores/extend-disk.js";
import { findDisk, findTarget, type Target } from "../../datastores/find-target.js";
import { bytesToMove, moveFiles } from "../../datastores/move-files.js";
import { tellFile } from "../../datastores/tell-file.js";
import { quickOperation } from "../../operations/quick-operation.js";
import { startTask } from "../../operations/start-task.js";
import { flagIn, numberIn, numberOf, objectIn, objectOf, refIn, textIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import type { World } from "../../world/world.js";
import type { Call, MethodTable } from "../method.js";
import { placeIn } from "./file-manager-methods.js";

export const virtualDiskMethods: MethodTable = {
  "VirtualDiskManager.CreateVirtualDisk_Task": (call) => {
    const place = placeIn(call, "name", "datacenter");
    const spec = objectOf(call.args, "spec");
    const capacityKb = numberIn(spec, "capacityKb") ?? 0;
    if (capacityKb <= 0) throw new VimFault("InvalidArgument", "A specified parameter was not correct: spec.capacityKb", { invalidProperty: "spec.capacityKb" });
    const disk = { capacityBytes: capacityKb * 1024, thin: textOf(spec, "diskType") === "thin", eagerlyScrub: textOf(spec, "diskType") === "eagerZeroedThick" };
    return startTask(call, quickOperation(place.datastore.ref, () => {
      createDisk(call.world, place, disk);
      return nameOf(place);
    }, { locks: [], bytes: () => (disk.eagerlyScrub ? disk.capacityBytes : 0) }));
  },

  "VirtualDiskManager.DeleteVirtualDisk_Task": (call) => {
    const place = placeIn(call, "name", "datacenter");
    return startTask(call, quickOperation(place.datastore.ref, (task) => {
      deleteFiles(call.world, diskTarget(call.world, place), "FileLocked");
      tellFile(call.world, "DatastoreFileDeletedEvent", place, undefined, { chainId: task.eventChainId, userName: call.userName });
      return undefined;
    }, { locks: [] }));
  },

  "VirtualDiskManager.MoveVirtualDisk_Task": (call) => {
    const { from, to } = twoPlaces(call);
    return startTask(call, quickOperation(from.datastore.ref, (task) => {
      moveFiles(call.world, diskTarget(call.world, from), to, flagIn(call.args, "force"));
      tellFile(call.world, "DatastoreFileMovedEvent", to, from, { chainId: task.eventChainId, userName: call.userName });
      return nameOf(to);
    }, { locks: [], bytes: () => bytesToMove(diskTarget(call.world, from), to) }));
  },

  "VirtualDiskManager.CopyVirtualDisk_Task": (call) => {
    const { from, to } = twoPlaces(call);
    const thin = textIn(objectIn(call.args, "destSpec") ?? {}, "diskType");
    const isThin = () => (thin === undefined ? findDisk(call.world, from).disk.thin : thin === "thin");
    return startTask(call, quickOperation(to.datastore.ref, (task) => {
      copyWholeDisk(call.world, diskTarget(call.world, from), findDisk(call.world, from), to, { thin: isThin(), force: flagIn(call.args, "force") });
      tellFile(call.world, "DatastoreFileCopiedEvent", to, from, { chainId: task.eventChainId, userName: call.userName });
      return nameOf(to);
    }, { locks: [], cancelable: true, bytes: () => bytesOfWholeDisk(call.world, findDisk(call.world, from), isThin()) }));
  },

  "VirtualDiskManager.ExtendVirtualDisk_Task": (call) => {
    const place = placeIn(call, "name", "datacenter");
    const capacityBytes = numberOf(call.args, "newCapacityKb") * 1024;
    return startTask(call, quickOperation(place.datastore.ref, () => {
      extendDisk(call.world, findDisk(call.world, place), capacityBytes);
      return undefined;
    }, { locks: [] }));
  },

  "VirtualDiskManager.QueryVirtualDiskUuid": (call) => spacedUuid(findDisk(call.world, placeIn(call, "name", "datacenter")).disk.uuid),
};

function twoPlaces(call: Call): { readonly from: DatastorePlace; readonly to: DatastorePlace } {
  return {
    from: placeIn(call, "sourceName", "sourceDatacenter"),
    to: placeIn(call, "destName", refIn(call.args, "destDatacenter") === undefined ? "sourceDatacenter" : "destDatacenter"),
  };
}

/** Throws FileNotFound when there is no virtual disk. */
function diskTarget(world: World, place: DatastorePlace): Target {
  findDisk(world, place);
  return findTarget(world, place);
}

function nameOf({ datastore, path }: DatastorePlace): string {
  return formatDatastorePath(datastore.name, path);
}

/** As a descriptor writes it: "60 00 c2 9b 5d 1e 7a 40-8e 0f 11 22 33 44 55 66". */
function spacedUuid(uuid: string): string {
  const bytes = uuid.replaceAll("-", "").match(/../g) ?? [];
  return `${bytes.slice(0, 8).join(" ")}-${bytes.slice(8).join(" ")}`;
}
