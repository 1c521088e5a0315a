/** VirtualMachineRelocateSpec as disk moves: datastore, move types, disk locators. It refuses unknown move types and missing datastores; the rest is the operation's to judge. */
import { diskMoveTypes, type DiskLocator, type DiskMoves, type DiskMoveType } from "../../disks/disk-move-type.js";
import { requireOf } from "../../inventory/require-entity.js";
import { numberOf, objectIn, objectsIn, refIn, refOf, textIn, type Args } from "../../wire/read-args.js";
import type { World } from "../../world/world.js";
import { invalidArgument } from "./called-vm.js";

/** `path` is where the spec stands in the call, e.g. "spec.location". */
export function readDiskMoves(world: World, spec: Args, path: string): DiskMoves {
  const datastore = refIn(spec, "datastore");
  const diskMoveType = moveTypeIn(spec, `${path}.diskMoveType`);
  const locators = objectsIn(spec, "disk").map((locator) => readLocator(world, locator, `${path}.disk`));
  const transform = textIn(spec, "transform");
  return {
    ...(datastore === undefined ? {} : { datastore: requireOf(world, "Datastore", datastore).ref.value }),
    ...(diskMoveType === undefined ? {} : { diskMoveType }),
    ...(transform === undefined ? {} : { thin: transform === "sparse" }),
    locators,
  };
}

function readLocator(world: World, locator: Args, path: string): DiskLocator {
  const diskMoveType = moveTypeIn(locator, `${path}.diskMoveType`);
  const thin = objectIn(locator, "diskBackingInfo")?.["thinProvisioned"];
  return {
    diskId: numberOf(locator, "diskId"), datastore: requireOf(world, "Datastore", refOf(locator, "datastore")).ref.value,
    ...(diskMoveType === undefined ? {} : { diskMoveType }), ...(typeof thin === "boolean" ? { thin } : {}),
  };
}

function moveTypeIn(spec: Args, path: string): DiskMoveType | undefined {
  const said = textIn(spec, "diskMoveType");
  if (said === undefined) return undefined;
  const type = diskMoveTypes.find((each) => each === said);
  if (type === undefined) throw invalidArgument(path);
  return type;
}
