/** The verbs of `tetherd lab do` that are one call of the API each: who is called, and with what. */
import type { LabControl } from "./lab-control.js";
import type { Outcome } from "./operate.js";
import type { Verb, VerbOptions } from "./verb.js";

type Words = readonly string[];
type Calls = (words: Words, control: LabControl) => { readonly on: string; readonly method: string; readonly args?: Readonly<Record<string, unknown>> };

function calling(usage: string, doc: string, calls: Calls): Verb {
  const type = usage.startsWith("VM") ? "VirtualMachine" : usage.startsWith("HOST") ? "HostSystem" : undefined;
  return {
    usage, doc,
    run(control: LabControl, words: Words, options: VerbOptions): Promise<Outcome> {
      const call = calls(words, control);
      return control.operate({ ...call, ...(type === undefined || call.on.includes("@") ? {} : { type }), ...options });
    },
  };
}

export const operationVerbs: Readonly<Record<string, Verb>> = {
  "take-snapshot": calling("VM NAME", "with neither memory nor quiescing", ([on = "", name]) => ({ on, method: "CreateSnapshot_Task", args: { name, memory: false, quiesce: false } })),
  "remove-snapshot": calling("VM SNAPSHOT", "with --via host levels may stay behind", ([vm = "", name = ""]) => ({ on: `${vm}@${name}`, method: "RemoveSnapshot_Task", args: { removeChildren: false } })),
  "remove-all-snapshots": calling("VM", "and fold what nobody else needs", ([on = ""]) => ({ on, method: "RemoveAllSnapshots_Task" })),
  "revert": calling("VM SNAPSHOT", "back to that point", ([vm = "", name = ""]) => ({ on: `${vm}@${name}`, method: "RevertToSnapshot_Task" })),
  "clone": calling("VM NAME [SNAPSHOT]", "a linked clone, of a snapshot or of the current point, beside its source", cloneOf),
  "power-on": calling("VM [HOST]", "on its host or on that one", ([on = "", host]) => ({ on, method: "PowerOnVM_Task", args: host === undefined ? {} : { host } })),
  "power-off": calling("VM", "at once", ([on = ""]) => ({ on, method: "PowerOffVM_Task" })),
  "suspend": calling("VM", "", ([on = ""]) => ({ on, method: "SuspendVM_Task" })),
  "migrate": calling("VM HOST", "onto another host", ([on = "", host]) => ({ on, method: "MigrateVM_Task", args: { host, priority: "defaultPriority" } })),
  "promote": calling("VM", "copy what is shared, then fold: the VM is linked no longer", ([on = ""]) => ({ on, method: "PromoteDisks_Task", args: { unlink: true } })),
  "fold": calling("VM", "PromoteDisks without unlink: fold what is neither shared nor pinned", ([on = ""]) => ({ on, method: "PromoteDisks_Task", args: { unlink: false } })),
  "consolidate": calling("VM", "", ([on = ""]) => ({ on, method: "ConsolidateVMDisks_Task" })),
  "destroy": calling("VM", "with the files that are its alone", ([on = ""]) => ({ on, method: "Destroy_Task" })),
  "unregister": calling("VM", "its files stay", ([on = ""]) => ({ on, method: "UnregisterVM" })),
  "delete-file": calling("FILE", 'by the datastore browser, e.g. "[ds0] vm0/vm0.vmdk"', ([name = ""]) => ({ on: "FileManager", method: "DeleteDatastoreFile_Task", args: { name } })),
  "enter-maintenance": calling("HOST", "", ([on = ""]) => ({ on, method: "EnterMaintenanceMode_Task", args: { timeout: 0 } })),
  "exit-maintenance": calling("HOST", "", ([on = ""]) => ({ on, method: "ExitMaintenanceMode_Task", args: { timeout: 0 } })),
};

function cloneOf([on = "", name, snapshot]: Words, control: LabControl): ReturnType<Calls> {
  const { folder, pool } = control.vm(on);
  const location = { diskMoveType: snapshot === undefined ? "moveChildMostDiskBacking" : "createNewChildDiskBacking", pool };
  const spec = { location, template: false, powerOn: false, ...(snapshot === undefined ? {} : { snapshot: `${on}@${snapshot}` }) };
  return { on, method: "CloneVM_Task", args: { folder, name, spec } };
}
