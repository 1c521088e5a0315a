// Requests that vcsim and the lab both answer, in the order in which they are sent; each may use what earlier answers told.
import type { Element } from "./raw-soap.js";

/** References by a short name, e.g. "vm" → `<x type="VirtualMachine">vm-42</x>` parts. */
export type Known = Map<string, { readonly type: string; readonly value: string }>;

export interface SameRequest {
  readonly title: string;
  readonly body: (known: Known) => string;
  /** Keeps a reference of the answer under this name. */
  readonly keep?: string;
  /** A task: its end is waited for, and its info compared instead. */
  readonly task?: true;
}

const on = (known: Known, name: string, element = "_this"): string => {
  const found = known.get(name);
  if (found === undefined) throw new Error(`nothing is known as ${name}`);
  return `<${element} type="${found.type}">${found.value}</${element}>`;
};
const op = (name: string, self: string, inner: (known: Known) => string = () => "") => (known: Known) => `<${name} xmlns="urn:vim25">${on(known, self)}${inner(known)}</${name}>`;

/** RetrievePropertiesEx of one known object. */
export const retrieve = (name: string, ...paths: readonly string[]) => op("RetrievePropertiesEx", "propertyCollector", (known) =>
  `<specSet><propSet><type>${known.get(name)?.type ?? ""}</type>${paths.map((path) => `<pathSet>${path}</pathSet>`).join("")}</propSet><objectSet>${on(known, name, "obj")}</objectSet></specSet><options></options>`);

const vmPaths = [
  "name", "parent", "config.name", "config.uuid", "config.instanceUuid", "config.template", "config.changeVersion", "config.files", "config.hardware", "config.guestId", "config.version", "config.extraConfig",
  "runtime", "summary", "datastore", "network", "resourcePool", "layoutEx", "guest.guestState", "snapshot", "rootSnapshot", "environmentBrowser", "capability", "storage", "overallStatus", "recentTask",
];

export const sameRequests: readonly SameRequest[] = [
  { title: "CurrentTime", body: op("CurrentTime", "serviceInstance") },
  { title: "RetrieveServiceContent", body: op("RetrieveServiceContent", "serviceInstance") },
  { title: "a VM", body: retrieve("vm", ...vmPaths) },
  { title: "a host", body: retrieve("host", "name", "parent", "runtime", "summary", "config.product", "hardware.systemInfo", "datastore", "network", "capability", "datastoreBrowser") },
  { title: "a datastore", body: retrieve("datastore", "name", "parent", "summary", "info", "host", "vm", "browser", "capability") },
  { title: "a cluster", body: retrieve("cluster", "name", "parent", "host", "datastore", "network", "resourcePool", "summary", "configurationEx", "configuration") },
  { title: "a resource pool", body: retrieve("pool", "name", "parent", "owner", "resourcePool", "vm", "summary", "runtime", "config") },
  { title: "a datacenter", body: retrieve("datacenter", "name", "parent", "vmFolder", "hostFolder", "datastoreFolder", "networkFolder", "datastore", "network") },
  { title: "a folder", body: retrieve("vmFolder", "name", "parent", "childType", "childEntity") },
  { title: "a network", body: retrieve("network", "name", "parent", "summary", "host", "vm") },
  { title: "a property that the type does not have", body: retrieve("vm", "config.hardwear") },
  { title: "a session", body: retrieve("sessionManager", "currentSession") },
  { title: "CreateContainerView", keep: "view", body: op("CreateContainerView", "viewManager", (known) => `${on(known, "rootFolder", "container")}<type>VirtualMachine</type><recursive>true</recursive>`) },
  { title: "a view", body: retrieve("view", "view", "type", "recursive", "container") },
  { title: "CreatePropertyCollector", keep: "ownCollector", body: op("CreatePropertyCollector", "propertyCollector") },
  {
    title: "CreateFilter", keep: "filter",
    body: op("CreateFilter", "ownCollector", (known) => `<spec><propSet><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>runtime.powerState</pathSet><pathSet>config.hardware.device</pathSet></propSet><objectSet>${on(known, "view", "obj")}<skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path><skip>false</skip></selectSet></objectSet></spec><partialUpdates>false</partialUpdates>`),
  },
  { title: "the first update set", body: op("WaitForUpdatesEx", "ownCollector", () => "<version></version><options><maxWaitSeconds>1</maxWaitSeconds></options>") },
  { title: "DestroyPropertyFilter", body: op("DestroyPropertyFilter", "filter") },
  { title: "DestroyPropertyCollector", body: op("DestroyPropertyCollector", "ownCollector") },
  { title: "DestroyView", body: op("DestroyView", "view") },
  { title: "an object that is gone", body: op("DestroyView", "view") },
  { title: "an operation that does not exist", body: op("FrobnicateVM_Task", "vm") },
  { title: "FindByInventoryPath", body: op("FindByInventoryPath", "searchIndex", () => "<inventoryPath>/DC0/vm</inventoryPath>") },
  { title: "FindByInventoryPath of nothing", body: op("FindByInventoryPath", "searchIndex", () => "<inventoryPath>/DC0/vm/nobody</inventoryPath>") },
  { title: "PowerOnVM_Task", task: true, body: op("PowerOnVM_Task", "vm") },
  { title: "PowerOnVM_Task of a VM that is on", task: true, body: op("PowerOnVM_Task", "vm") },
  { title: "PowerOffVM_Task", task: true, body: op("PowerOffVM_Task", "vm") },
  { title: "CreateSnapshot_Task", task: true, keep: "snapshot", body: op("CreateSnapshot_Task", "vm", () => "<name>one</name><description>d</description><memory>false</memory><quiesce>false</quiesce>") },
  { title: "a VM with a snapshot", body: retrieve("vm", "snapshot", "rootSnapshot") },
  { title: "a snapshot", body: retrieve("snapshot", "vm", "childSnapshot", "config.name", "config.hardware") },
  { title: "RevertToSnapshot_Task", task: true, body: op("RevertToSnapshot_Task", "snapshot") },
  {
    title: "CloneVM_Task", task: true, keep: "clone",
    body: op("CloneVM_Task", "vm", (known) => `${on(known, "vmFolder", "folder")}<name>cloned</name><spec><location></location><template>false</template><powerOn>false</powerOn></spec>`),
  },
  { title: "RemoveSnapshot_Task", task: true, body: op("RemoveSnapshot_Task", "snapshot", () => "<removeChildren>false</removeChildren>") },
  { title: "ReconfigVM_Task", task: true, body: op("ReconfigVM_Task", "clone", () => "<spec><annotation>note</annotation><numCPUs>2</numCPUs></spec>") },
  { title: "Rename_Task", task: true, body: op("Rename_Task", "clone", () => "<newName>renamed</newName>") },
  { title: "Destroy_Task", task: true, body: op("Destroy_Task", "clone") },
  {
    title: "ReconfigureComputeResource_Task", task: true,
    body: op("ReconfigureComputeResource_Task", "cluster", (known) => `<spec xsi:type="ClusterConfigSpecEx"><dasConfig><enabled>true</enabled></dasConfig><groupSpec><operation>add</operation><info xsi:type="ClusterVmGroup"><name>clones</name>${on(known, "vm", "vm")}</info></groupSpec></spec><modify>true</modify>`),
  },
  { title: "a cluster with a group", body: retrieve("cluster", "configurationEx") },
  { title: "CreateCollectorForEvents", keep: "events", body: op("CreateCollectorForEvents", "eventManager", () => "<filter><eventTypeId>VmPoweredOnEvent</eventTypeId></filter>") },
  { title: "ReadNextEvents", body: op("ReadNextEvents", "events", () => "<maxCount>10</maxCount>") },
  { title: "DestroyCollector", body: op("DestroyCollector", "events") },
  { title: "QueryEvents", body: op("QueryEvents", "eventManager", (known) => `<filter><entity>${on(known, "vm", "entity")}<recursion>self</recursion></entity><eventTypeId>VmPoweredOffEvent</eventTypeId></filter>`) },
  { title: "CreateCollectorForTasks", keep: "tasks", body: op("CreateCollectorForTasks", "taskManager", () => "<filter></filter>") },
  {
    title: "SearchDatastore_Task", task: true,
    body: op("SearchDatastore_Task", "browser", (known) => `<datastorePath>[${known.get("datastoreName")?.value ?? ""}] ${known.get("vmDirectory")?.value ?? ""}</datastorePath><searchSpec><details><fileType>true</fileType><fileSize>true</fileSize><modification>true</modification><fileOwner>false</fileOwner></details><matchPattern>*.vmdk</matchPattern></searchSpec>`),
  },
  { title: "EnterMaintenanceMode_Task", task: true, body: op("EnterMaintenanceMode_Task", "otherHost", () => "<timeout>0</timeout>") },
  { title: "UnregisterVM", body: op("UnregisterVM", "otherVm") },
  { title: "Logout", body: op("Logout", "sessionManager") },
  { title: "a call without a session", body: op("CurrentTime", "serviceInstance") },
];

/** Text of the first element of that name, anywhere in an answer. */
export function textIn(element: Element, name: string): string | undefined {
  if (element.name === name) return element.text;
  for (const child of element.children) {
    const found = textIn(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
