/**
 * The VM that an action is about, with everything that holds for all of them already looked at: is it there, can vCenter reach it, is it
 * a template, are its disks known. It never judges what one action alone cares for.
 */
import type { Disk, InventoryView, Vm } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { ActionGround } from "./action.js";
import { refused, unknown, waiting, type NoStep, type Touches } from "./next-step.js";

export interface VmAtHand {
  readonly kind: "vm";
  readonly vm: Vm;
  readonly name: string;
  readonly disks: readonly Disk[];
}

/** `whyNoTemplate` ends the sentence "X is a template; …"; undefined where templates may be changed. */
export function vmAtHand({ inventory }: ActionGround, ref: Ref, whyNoTemplate: string | undefined): VmAtHand | NoStep {
  const vm = inventory.vms.get(ref);
  if (vm === undefined) return refused(`${ref} is not in vCenter any more.`);
  const name = vm.name ?? ref;
  if (vm.connectionState === undefined) return unknown(`runtime.connectionState of ${ref}`);
  if (vm.connectionState !== "connected") return waiting(`${name} is ${vm.connectionState}: vCenter cannot reach it.`);
  if (whyNoTemplate !== undefined) {
    if (vm.template === undefined) return unknown(`config.template of ${ref}`);
    if (vm.template) return refused(`${name} is a template; ${whyNoTemplate}.`);
  }
  const disks = vm.disks === undefined ? undefined : inventory.disksOf(ref);
  return disks === undefined ? unknown(`config.hardware.device of ${ref}`) : { kind: "vm", vm, name, disks };
}

/** Disks of these device keys, all without any; a refusal when the VM has no such disk. */
export function chosenDisks({ name, disks }: VmAtHand, keys: readonly number[] | undefined): readonly Disk[] | NoStep {
  const absent = keys?.filter((key) => !disks.some((disk) => disk.key === key)) ?? [];
  if (absent.length > 0) return refused(`${name} has no disk with key ${absent.join(", ")}; it has ${disks.map(({ key }) => key).join(", ") || "none"}.`);
  return disks.filter(({ key }) => keys?.includes(key) ?? true);
}

const noSteps: readonly unknown[] = ["refused", "wait", "unknown"] satisfies readonly NoStep["kind"][];

export function isNoStep(found: unknown): found is NoStep {
  return typeof found === "object" && found !== null && "kind" in found && noSteps.includes(found.kind);
}

/** What keeps any change of the VM waiting; undefined when it is idle. */
export function busy({ busyVms, busyWith }: ActionGround, { ref, name, question }: Vm): NoStep | undefined {
  if (question === undefined) return unknown(`runtime.question of ${ref}`);
  if (question !== "") return waiting(`${name ?? ref} waits for an answer: "${question}"`);
  if (busyVms === undefined) return unknown("tasks (whether the VM is busy)");
  if (!busyVms.has(ref)) return undefined;
  const task = busyWith?.get(ref);
  return waiting(`${name ?? ref} is busy with ${task === undefined ? "another task" : `the task ${task}`}.`);
}

/** Keeps one VM busy, with its host and these datastores. */
export function touchesOf(vm: Vm, datastores: readonly Ref[], needs: Touches["needs"]): Touches {
  return { vms: [vm.ref], datastores: [...new Set(datastores)].sort(), hosts: vm.host === undefined ? [] : [vm.host], clusters: [], needs };
}

/** Names of VMs as people know them, at most five and then a number. */
function namesOf({ vms }: InventoryView, refs: readonly Ref[]): string {
  const names = refs.slice(0, 5).map((ref) => vms.get(ref)?.name ?? ref);
  return refs.length > 5 ? `${names.join(", ")} and ${refs.length - 5} more` : names.join(", ");
}

/** "web-1 stands" or "web-1, web-2 stand". */
export function saysOf(inventory: InventoryView, refs: readonly Ref[], one: string, many: string): string {
  return `${namesOf(inventory, refs)} ${refs.length === 1 ? one : many}`;
}

export function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? "" : "s"}`;
}
