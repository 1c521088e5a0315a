/**
 * Calls that name disks: promotion of chosen ones, and a delta over one without a snapshot (vim-facts 7.2, 7.3). The devices are read anew
 * just before, for the call must show them as they are.
 */
import type { Operation } from "../../actions/operation.js";
import type { Ref } from "../../inventory/updates.js";
import { readRaw } from "../read-raw.js";
import type { Session } from "../session.js";
import type { Arguments } from "../soap-caller.js";
import { child, childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";
import { vmRef, type Call, type NoCall } from "./call.js";

type Of<Kind extends Operation["kind"]> = Extract<Operation, { readonly kind: Kind }>;

/** The server goes by the key; the capacity must be there. */
export async function promoteCall(session: Session, { kind, vm, unlink, disks }: Of<"PromoteDisks_Task">, signal: AbortSignal): Promise<Call | NoCall> {
  if (disks === undefined) return { method: kind, target: vmRef(vm), args: { unlink } };
  const devices = await disksOf(session, vm, signal);
  const chosen = disks.map((key) => devices.get(key));
  const absent = disks.filter((_key, index) => chosen[index] === undefined);
  // An empty list would mean every disk.
  if (absent.length > 0 || chosen.length === 0) return { kind: "no-call", why: `${vm} has no disk with key ${absent.join(", ") || "at all"}` };
  return { method: kind, target: vmRef(vm), args: { unlink, disks: chosen.flatMap((device) => (device === undefined ? [] : [placeOf(device)])) } };
}

/** Takes each disk out and puts it back as an empty delta on the same file, in one list; nothing is deleted. */
export async function addDeltaCall(session: Session, { kind, vm, changeVersion, addDeltaTo }: Of<"ReconfigVM_Task">, signal: AbortSignal): Promise<Call | NoCall> {
  const devices = await disksOf(session, vm, signal);
  const changes: Arguments[] = [];
  for (const [index, key] of addDeltaTo.entries()) {
    const device = devices.get(key);
    const backing = child(device, "backing");
    const fileName = textOf(backing, "fileName");
    const datastore = /^\[.*?\](?= |$)/.exec(fileName ?? "")?.[0];
    if (device === undefined || backing?.type === undefined || fileName === undefined || datastore === undefined) return { kind: "no-call", why: `${vm} has no disk with key ${key} that lies in a file` };
    const diskMode = textOf(backing, "diskMode") ?? "persistent";
    const parent = { attributes: { "xsi:type": backing.type }, fileName, diskMode };
    const delta = { attributes: { "xsi:type": backing.type }, fileName: datastore, diskMode, parent };
    changes.push({ operation: "remove", device: placeOf(device) });
    changes.push({ operation: "add", fileOperation: "create", device: { ...placeOf(device), key: -(index + 1), backing: delta } });
  }
  return { method: kind, target: vmRef(vm), args: { spec: { changeVersion, deviceChange: changes.map(ordered) } } };
}

/** Key, place and capacity of a disk, in vCenter's order; `backing` goes between key and place. */
function placeOf(device: XmlNode): Arguments {
  const number = (name: string): Arguments => {
    const value = textOf(device, name);
    return value === undefined ? {} : { [name]: value };
  };
  return { attributes: { "xsi:type": "VirtualDisk" }, ...number("key"), ...number("controllerKey"), ...number("unitNumber"), ...number("capacityInKB") };
}

/** The soap package writes the members of an object of a derived type as they come. */
function ordered(change: Arguments): Arguments {
  const { attributes, key, backing, ...place } = change["device"] as Arguments;
  return { ...change, device: { attributes, key, ...(backing === undefined ? {} : { backing }), ...place } };
}

async function disksOf(session: Session, vm: Ref, signal: AbortSignal): Promise<ReadonlyMap<number, XmlNode>> {
  const read = await readRaw(session, "VirtualMachine", [vm], ["config.hardware.device"], signal);
  const devices = childrenOf(read.get(vm)?.get("config.hardware.device"), "VirtualDevice").filter(({ type }) => type === "VirtualDisk");
  return new Map(devices.map((device) => [Number(textOf(device, "key")), device]));
}
