/** SOAP answers made by hand, in the prefix habits of a real vCenter and of vcsim (vim-facts 1.4). */
import type { ReadPlan } from "../../../src/vim/xml/answer-reader.js";

/** How xsi:type is written. */
export type Habit = "vcenter" | "vcsim" | "odd";

const xsi = "http://www.w3.org/2001/XMLSchema-instance";

/** Attributes that give an element its xsi:type. */
export function typed(habit: Habit, type: string): string {
  if (habit === "vcenter") return `xsi:type="${type}"`;
  if (habit === "vcsim") return `xmlns:_XMLSchema-instance="${xsi}" _XMLSchema-instance:type="${type}"`;
  return `q:type="${type}" xmlns:q="${xsi}"`;
}

export function envelope(habit: Habit, body: string): string {
  const declared = habit === "vcenter" ? ` xmlns:xsi="${xsi}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"${declared}>\n<soapenv:Body>\n${body}\n</soapenv:Body>\n</soapenv:Envelope>`;
}

export function updateSet(habit: Habit, objects: string, truncated = false): string {
  return envelope(habit, `<WaitForUpdatesExResponse xmlns="urn:vim25"><returnval><version>7</version><filterSet><filter type="PropertyFilter">session[a]b</filter>${objects}</filterSet>${truncated ? "<truncated>true</truncated>" : ""}</returnval></WaitForUpdatesExResponse>`);
}

export function object(kind: string, type: string, ref: string, changes: string): string {
  return `<objectSet><kind>${kind}</kind><obj type="${type}">${ref}</obj>${changes}</objectSet>`;
}

export function change(habit: Habit, name: string, type: string, value: string, op = "assign"): string {
  return `<changeSet><name>${name}</name><op>${op}</op><val ${typed(habit, type)}>${value}</val></changeSet>`;
}

/** A reference inside an anyType: vCenter writes the un-namespaced `type` first. */
export function refChange(habit: Habit, name: string, refType: string, ref: string): string {
  return `<changeSet><name>${name}</name><op>assign</op><val type="${refType}" ${typed(habit, "ManagedObjectReference")}>${ref}</val></changeSet>`;
}

export function disk(habit: Habit, key: number, files: readonly string[]): string {
  const backing = (names: readonly string[], element: string): string => names.length === 0 ? ""
    : `<${element} ${typed(habit, "VirtualDiskFlatVer2BackingInfo")}><fileName>${names[0] ?? ""}</fileName><datastore type="Datastore">datastore-1</datastore><diskMode>persistent</diskMode>${backing(names.slice(1), "parent")}</${element}>`;
  return `<VirtualDevice ${typed(habit, "VirtualDisk")}><key>${key}</key><deviceInfo ${typed(habit, "Description")}><label>Hard disk ${key - 1999}</label><summary>1 KB</summary></deviceInfo>${backing(files, "backing")}<controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>1024</capacityInKB><shares><shares>1000</shares><level>normal</level></shares></VirtualDevice>`;
}

export function otherDevice(habit: Habit, type: string, inside: string): string {
  return `<VirtualDevice ${typed(habit, type)}><key>4000</key><deviceInfo ${typed(habit, "Description")}><label>device</label></deviceInfo>${inside}</VirtualDevice>`;
}

export async function* inChunks(bytes: Buffer | string, sizes: number | readonly number[]): AsyncGenerator<Buffer> {
  await Promise.resolve();
  const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  let at = 0;
  for (let i = 0; at < buffer.length; i++) {
    const size = typeof sizes === "number" ? sizes : (sizes[i % sizes.length] ?? 1);
    yield buffer.subarray(at, at + size);
    at += size;
  }
}

export const keepAll: ReadPlan = { records: new Set(), kept: () => undefined, needs: () => true, take: () => undefined };
