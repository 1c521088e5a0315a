/** VMs as they are this moment, past every watch and mirror: what is looked at once more before something is changed (reliability 4.2). */
import type { PowerState, Ref } from "../../inventory/updates.js";
import { booleanOf, nameOf, oneOf, refsOf } from "../decode/scalars.js";
import { readRaw, type RawObject } from "../read-raw.js";
import type { Session } from "../session.js";
import { readTasks } from "../task.js";
import { childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";
import { markKey } from "./mark-key.js";

/** As the executor's port has it; members that vCenter would not show are undefined. */
export interface FreshVm {
  readonly ref: Ref;
  readonly name: string | undefined;
  readonly instanceUuid: string | undefined;
  readonly changeVersion: string | undefined;
  readonly powerState: PowerState | undefined;
  readonly template: boolean | undefined;
  readonly host: Ref | undefined;
  readonly marker: string | undefined;
  readonly tasks: readonly Ref[] | undefined;
}

const paths = ["name", "config.instanceUuid", "config.changeVersion", "config.template", "config.extraConfig", "runtime.powerState", "runtime.host", "recentTask"];
const powerOf = oneOf<PowerState>("poweredOn", "poweredOff", "suspended");

/** VMs that are gone are absent. */
export async function readFresh(session: Session, vms: readonly Ref[], signal: AbortSignal): Promise<ReadonlyMap<Ref, FreshVm>> {
  const read = await readRaw(session, "VirtualMachine", vms, paths, signal);
  const recent = new Map([...read].map(([vm, properties]) => [vm, properties.get("recentTask")] as const));
  const tasks = await readTasks(session, [...recent.values()].flatMap((node) => (node === undefined ? [] : refsOf(node))), signal);
  const isOpen = (task: Ref): boolean => ["queued", "running"].includes(tasks.get(task)?.state ?? "");
  /** A property without a value says nothing; one that is unset says that there are none. */
  const openTasks = (properties: RawObject): readonly Ref[] | undefined => {
    const recentTask = properties.get("recentTask");
    return recentTask === undefined ? (properties.has("recentTask") ? undefined : []) : refsOf(recentTask).filter(isOpen);
  };
  return new Map([...read].map(([ref, properties]) => {
    const value = <Value>(path: string, decode: (node: XmlNode) => Value | undefined): Value | undefined => {
      const node = properties.get(path);
      return node === undefined ? undefined : decode(node);
    };
    return [ref, {
      ref, name: value("name", nameOf), instanceUuid: value("config.instanceUuid", textIn), changeVersion: value("config.changeVersion", textIn), template: value("config.template", booleanOf),
      powerState: value("runtime.powerState", powerOf), host: value("runtime.host", textIn), marker: value("config.extraConfig", markOf), tasks: openTasks(properties),
    }];
  }));
}

function textIn({ text }: XmlNode): string | undefined {
  return text === "" ? undefined : text;
}

function markOf(options: XmlNode): string | undefined {
  const mark = childrenOf(options, "OptionValue").find((option) => textOf(option, "key") === markKey);
  return mark === undefined ? undefined : textOf(mark, "value");
}
