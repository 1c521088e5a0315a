/** The managers that every vCenter has exactly once: those that its service content names, and the service instance itself. */
import { serviceContent } from "../methods/service/service-content.js";
import { isRef, type Ref } from "../wire/vim-value.js";
import { rootFolderRef, type World } from "../world/world.js";

const typesById = new WeakMap<World, ReadonlyMap<string, string>>();

/** True when the reference is to one of this vCenter's managers, under its own type. */
export function isSingleton(world: World, ref: Ref): boolean {
  let types = typesById.get(world);
  if (types === undefined) {
    const managers = Object.values(serviceContent(world)).filter((value) => isRef(value) && value.value !== rootFolderRef.value) as readonly Ref[];
    types = new Map([["ServiceInstance", "ServiceInstance"], ...managers.map((each): [string, string] => [each.value, each.type])]);
    typesById.set(world, types);
  }
  return types.get(ref.value) === ref.type;
}
