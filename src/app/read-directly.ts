/** Reads one vCenter from login to the whole model built and, if asked to, goes on with what changes. The session ends with it. */
import { applyUpdates } from "../inventory/apply-updates.js";
import type { TaskInfo } from "../inventory/activity.js";
import { Inventory } from "../inventory/inventory.js";
import type { Ref } from "../inventory/updates.js";
import type { World } from "../policies/decision.js";
import type { Settings, VCenterSettings } from "../settings/settings.js";
import type { Watch } from "../streams/ports.js";
import type { Observation } from "./observation.js";
import { vcenterOf } from "./vcenter-of.js";

/** Throws what opening or reading throws. With `follow` the session stays until `changes` ends or `signal` aborts. */
export async function openDirectly(vcenter: VCenterSettings, settings: Settings, follow: boolean, signal: AbortSignal): Promise<Observation> {
  const watch = await vcenterOf(vcenter, settings, undefined).open(() => Promise.resolve(undefined), signal);
  const inventory = new Inventory();
  try {
    await readWhole(watch, inventory, signal);
    const busy = await busyNow(watch, signal);
    const { instanceUuid } = watch.about;
    const seen = { id: instanceUuid, name: vcenter.name, outOfSightSince: undefined, history: undefined, tasksReadable: busy.busyVms !== undefined, everRead: true };
    const world: World = { inventory, hostLimit: settings.hostLimit, ...busy, vcenter: seen, now: Date.now() };
    return { vcenter: vcenter.name, instanceUuid, inventory, world, changes: () => changes(watch, inventory, settings, signal) };
  } catch (error) {
    await watch.close();
    throw error;
  } finally {
    if (!follow) await watch.close();
  }
}

async function readWhole(watch: Watch, inventory: Inventory, signal: AbortSignal): Promise<void> {
  for (let truncated = true; truncated;) {
    const batch = await watch.waitForUpdates(1, signal);
    applyUpdates(inventory, batch.updates);
    truncated = batch.truncated;
  }
  // Sizes of files are told afterwards, some VMs at a time, until a round brings none.
  for (let more = true; more;) {
    const { updates } = await watch.waitForUpdates(0, signal);
    applyUpdates(inventory, updates);
    more = updates.some((update) => update.type === "VirtualMachine" && "layout" in update.set);
  }
  inventory.settleGroupIds();
}

/** VMs with a task that has not ended; undefined where tasks cannot be seen. */
async function busyNow(watch: Watch, signal: AbortSignal): Promise<Pick<World, "busyVms" | "busyWith">> {
  const open = new Map<Ref, TaskInfo>();
  for (;;) {
    const { tasks, complete, tasksReadable } = await watch.readHistory(signal);
    if (!tasksReadable) return { busyVms: undefined };
    for (const task of tasks) {
      if (task.state === "queued" || task.state === "running") open.set(task.task, task);
      else open.delete(task.task);
    }
    if (!complete) continue;
    const busyWith = new Map([...open.values()].flatMap(({ entity, descriptionId }) => (entity === undefined ? [] : [[entity, descriptionId] as const])));
    return { busyVms: new Set(busyWith.keys()), busyWith };
  }
}

async function* changes(watch: Watch, inventory: Inventory, { watch: { maxWaitSeconds } }: Settings, signal: AbortSignal): AsyncGenerator {
  try {
    for (;;) {
      const { updates, truncated } = await watch.waitForUpdates(maxWaitSeconds, signal);
      applyUpdates(inventory, updates);
      if (!truncated) yield updates;
    }
  } finally {
    await watch.close();
  }
}
