// Sends the common requests to one server and keeps the shape of each answer, by title.
import { setTimeout as pause } from "node:timers/promises";
import { vimSchema, type MethodType } from "../../../src/lab/wire/vim-schema.js";
import { shapeOf, type Shape } from "./answer-shape.js";
import type { Access } from "./pyvmomi-hands.js";
import { rawSoap, type Element, type RawSoap } from "./raw-soap.js";
import { retrieve, sameRequests, textIn, type Known } from "./same-requests.js";

/** What the estate calls the objects that requests are about, as inventory paths below /DC0. */
export interface Names {
  readonly cluster: string;
  readonly host: string;
  readonly otherHost: string;
  readonly datastore: string;
  readonly vm: string;
  readonly otherVm: string;
  readonly network: string;
}

/** Both answers in the words of API 6.5, which vcsim speaks. */
export async function shapesFrom(access: Access, names: Names): Promise<ReadonlyMap<string, Shape>> {
  const soap = await rawSoap(access, "6.5");
  const known: Known = new Map([["serviceInstance", { type: "ServiceInstance", value: "ServiceInstance" }]]);
  const shapes = new Map<string, Shape>();
  try {
    await getToKnow(soap, access, names, known, shapes);
    for (const request of sameRequests) {
      let answer = await soap.call(request.body(known));
      if (request.task === true && answer.name !== "Fault") {
        known.set("task", refIn(answer, "Task"));
        answer = await taskEnd(soap, known);
        const result = textIn(answer, "result");
        if (request.keep !== undefined && result !== undefined) known.set(request.keep, { type: keptType(request.keep), value: result });
      } else if (request.keep !== undefined) {
        known.set(request.keep, refIn(answer, keptType(request.keep)));
      }
      shapes.set(request.title, shapeOf(answer, methodOf(answer), vimSchema()));
    }
    return shapes;
  } finally {
    soap.close();
  }
}

async function getToKnow(soap: RawSoap, access: Access, names: Names, known: Known, shapes: Map<string, Shape>): Promise<void> {
  const content = await soap.call('<RetrieveServiceContent xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>');
  for (const [name, type] of [["rootFolder", "Folder"], ["propertyCollector", "PropertyCollector"], ["viewManager", "ViewManager"], ["sessionManager", "SessionManager"], ["searchIndex", "SearchIndex"], ["eventManager", "EventManager"], ["taskManager", "TaskManager"]] as const) {
    known.set(name, { type, value: textIn(content, name) ?? "" });
  }
  const login = (password: string) => soap.call(`<Login xmlns="urn:vim25"><_this type="SessionManager">${known.get("sessionManager")?.value ?? ""}</_this><userName>${access.username}</userName><password>${password}</password></Login>`);
  shapes.set("Login with a wrong password", shapeOf(await login("wrong"), undefined, vimSchema()));
  shapes.set("Login", shapeOf(await login(access.password), vimSchema().method("SessionManager", "Login"), vimSchema()));
  const paths = { datacenter: "", vmFolder: "/vm", cluster: `/host/${names.cluster}`, pool: `/host/${names.cluster}/Resources`, host: `/host/${names.cluster}/${names.host}`, otherHost: `/host/${names.cluster}/${names.otherHost}`, datastore: `/datastore/${names.datastore}`, vm: `/vm/${names.vm}`, otherVm: `/vm/${names.otherVm}`, network: `/network/${names.network}` };
  const types: Readonly<Record<keyof typeof paths, string>> = { datacenter: "Datacenter", vmFolder: "Folder", cluster: "ClusterComputeResource", pool: "ResourcePool", host: "HostSystem", otherHost: "HostSystem", datastore: "Datastore", vm: "VirtualMachine", otherVm: "VirtualMachine", network: "Network" };
  for (const [name, path] of Object.entries(paths) as [keyof typeof paths, string][]) {
    const found = await soap.call(`<FindByInventoryPath xmlns="urn:vim25"><_this type="SearchIndex">${known.get("searchIndex")?.value ?? ""}</_this><inventoryPath>/DC0${path}</inventoryPath></FindByInventoryPath>`);
    known.set(name, refIn(found, types[name]));
  }
  for (const name of ["vm", "otherVm"]) {
    // vcsim's VMs are born running; one that is off already answers with a fault, which is as good.
    const answer = await soap.call(`<PowerOffVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">${known.get(name)?.value ?? ""}</_this></PowerOffVM_Task>`);
    if (answer.name !== "Fault") await taskEnd(soap, known.set("task", refIn(answer, "Task")));
  }
  known.set("browser", { type: "HostDatastoreBrowser", value: textIn(await soap.call(retrieve("datastore", "browser")(known)), "val") ?? "" });
  const vmx = textIn(await soap.call(retrieve("vm", "config.files.vmPathName")(known)), "val") ?? "";
  const [, datastoreName = "", vmDirectory = ""] = /^\[(.*)\] (.*)\/[^/]*$/.exec(vmx) ?? [];
  known.set("datastoreName", { type: "", value: datastoreName }).set("vmDirectory", { type: "", value: vmDirectory });
}

async function taskEnd(soap: RawSoap, known: Known): Promise<Element> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await soap.call(retrieve("task", "info")(known));
    if (["success", "error"].includes(textIn(answer, "state") ?? "")) return answer;
    await pause(50);
  }
  throw new Error(`task ${known.get("task")?.value ?? ""} did not end`);
}

const keptTypes: Readonly<Record<string, string>> = {
  view: "ContainerView", ownCollector: "PropertyCollector", filter: "PropertyFilter", snapshot: "VirtualMachineSnapshot", clone: "VirtualMachine", events: "EventHistoryCollector", tasks: "TaskHistoryCollector",
};
const keptType = (name: string): string => keptTypes[name] ?? "";

function refIn(answer: Element, type: string): { type: string; value: string } {
  const value = textIn(answer, "returnval");
  if (value === undefined) throw new Error(`no ${type} in ${JSON.stringify(answer)}`);
  return { type, value };
}

/** By the name of the answer's element, e.g. "CurrentTimeResponse"; undefined for a fault. */
function methodOf(answer: Element): MethodType | undefined {
  return answer.name.endsWith("Response") ? vimSchema().methodNamed(answer.name.slice(0, -"Response".length))?.method : undefined;
}
