/** ViewManager and its views (vim-facts 4). CreateInventoryView and views made from views are left to NotSupported. */
import { invalidArgument } from "../../collector/check-spec.js";
import { ContainerView } from "../../collector/container-view.js";
import { ListView } from "../../collector/list-view.js";
import { notFound } from "../../collector/reader.js";
import { destroyObject, newSessionRef, ownObject, sessionOf } from "../../collector/session-objects.js";
import { isView, type View } from "../../collector/live-members.js";
import { objectExists } from "../../properties/property-of.js";
import { flagIn, refOf, refsIn, textsIn } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vimSchema } from "../../wire/vim-schema.js";
import { ref, type Ref } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";

const containers = ["Folder", "Datacenter", "ComputeResource", "ResourcePool", "HostSystem"];

export const viewMethods: MethodTable = {
  "ViewManager.CreateContainerView": (call) => {
    const container = call.world.get(refOf(call.args, "container").value);
    if (container === undefined) throw notFound(refOf(call.args, "container"));
    if (!containers.some((type) => vimSchema().isA(container.type, type))) throw invalidArgument("container");
    const types = textsIn(call.args, "type");
    for (const type of types) if (type !== "ManagedObject" && vimSchema().type(type)?.kind !== "managed") throw new VimFault("InvalidType", `The type '${type}' is not known.`, { argument: type });
    const self = newSessionRef(call.world, sessionOf(call), "ContainerView");
    return add(call, new ContainerView(call.world, self, { container: container.ref, types, recursive: flagIn(call.args, "recursive") }));
  },
  "ViewManager.CreateListView": (call) => {
    const view = new ListView(call.world, newSessionRef(call.world, sessionOf(call), "ListView"));
    view.modify(refsIn(call.args, "obj"), [], known(call));
    return add(call, view);
  },
  "ListView.ModifyListView": (call) => ownObject(call, ListView).modify(refsIn(call.args, "add"), refsIn(call.args, "remove"), known(call)),
  "ListView.ResetListView": (call) => ownObject(call, ListView).reset(refsIn(call.args, "obj"), known(call)),
  "View.DestroyView": (call) => {
    const session = sessionOf(call);
    const view = session.objects.get(call.self.value);
    if (view === undefined || !isView(view)) throw notFound(call.self);
    destroyObject(call.world, session, view);
    touchViewList(call);
    return undefined;
  },
};

function add(call: Call, view: View): Ref {
  sessionOf(call).objects.set(view.ref.value, view);
  touchViewList(call);
  return view.ref;
}

function touchViewList(call: Call): void {
  call.world.changes.touch(ref("ViewManager", "ViewManager"), "viewList");
}

function known(call: Call): (each: Ref) => boolean {
  return (each) => objectExists(call.world, call.session, each);
}
