/** Whether the steps of an estate's VMs can be done at all, by a small picture of each VM's life. Sizes and free space show only when building. */
import { nearestName } from "../../shared/nearest-name.js";
import type { VmPlan } from "./estate.js";
import { placeOf } from "./place.js";
import type { Mistakes } from "./reading.js";
import type { Step } from "./step.js";

/** What is known of a VM, shared by all that one entry stands for. */
export interface VmLife {
  readonly snapshots: Set<string>;
  template: boolean;
  power: "poweredOff" | "poweredOn" | "suspended";
  gone: "unregistered" | "deleted" | undefined;
}

/** Goes on with the lives in `lives`; an entry without one is born, as a clone from a source that must be there already. */
export function checkSteps(vm: VmPlan, steps: readonly Step[], lives: Map<string, VmLife>, hosts: readonly string[], mistakes: Mistakes): void {
  const first = vm.names[0] ?? "";
  let life = lives.get(first);
  if (life === undefined) {
    checkSource(vm, lives, mistakes);
    life = { snapshots: new Set(), template: false, power: "poweredOff", gone: undefined };
    for (const name of vm.names) lives.set(name, life);
  }
  for (const step of steps) {
    const wrong = wrongWith(step, life, hosts);
    if (wrong !== undefined) mistakes.report(step.at ?? vm.at, wrong);
  }
}

function checkSource(vm: VmPlan, lives: ReadonlyMap<string, VmLife>, mistakes: Mistakes): void {
  for (const name of vm.from?.vms ?? []) {
    const source = lives.get(name);
    const snapshot = vm.from?.snapshot;
    let wrong: string | undefined;
    if (source === undefined) wrong = `there is no VM "${name}" above this entry${nearestName(name, [...lives.keys()].slice(0, 2_000))}; allowed: a VM that an earlier entry makes`;
    else if (source.gone !== undefined) wrong = `"${name}" is ${source.gone} already; allowed: do that with later:`;
    else if (snapshot !== undefined) wrong = unknownSnapshot(snapshot, source, `"${name}"`);
    if (wrong !== undefined) {
      mistakes.report(placeOf(vm, "from"), wrong);
      return;
    }
  }
}

/** Says what is wrong, or does the step to the life. */
function wrongWith(step: Step, life: VmLife, hosts: readonly string[]): string | undefined {
  if (life.gone !== undefined) return `the VM is ${life.gone} by an earlier step; allowed: nothing after that`;
  switch (step.kind) {
    case "snapshot":
      if (life.template) return "a template takes no snapshot; allowed: snapshots before markTemplate";
      if (life.snapshots.has(step.name)) return `there are two snapshots named "${step.name}"; allowed: every snapshot of a VM has its own name`;
      life.snapshots.add(step.name);
      return undefined;
    case "remove-snapshot": {
      const wrong = unknownSnapshot(step.name, life, "the VM");
      if (wrong === undefined) life.snapshots.delete(step.name);
      return wrong;
    }
    case "revert": return unknownSnapshot(step.name, life, "the VM");
    case "add-delta": return life.template ? "a template takes no delta (vCenter answers NotSupported); allowed: addDelta before markTemplate" : undefined;
    case "power":
      if (life.template && step.state !== "poweredOff") return "a template cannot be powered on";
      life.power = step.state;
      return undefined;
    case "mark-template":
      if (life.power === "poweredOn") return "a VM that is powered on cannot become a template; allowed: powerOff before";
      life.template = true;
      return undefined;
    case "unregister":
    case "delete":
      if (life.power === "poweredOn") return `a VM that is powered on cannot be ${step.kind === "delete" ? "deleted" : "unregistered"}; allowed: powerOff before`;
      life.gone = step.kind === "delete" ? "deleted" : "unregistered";
      return undefined;
    case "move": return hosts.includes(step.host) ? undefined : `there is no host "${step.host}"${nearestName(step.host, hosts)}`;
    case "write":
    case "connection":
    case "consolidation-needed": return undefined;
  }
}

function unknownSnapshot(name: string, life: VmLife, whose: string): string | undefined {
  if (life.snapshots.has(name)) return undefined;
  const known = [...life.snapshots];
  return `${whose} has no snapshot "${name}" at that point${nearestName(name, known) || `; allowed: ${known.length === 0 ? "it has none" : known.join(", ")}`}`;
}
