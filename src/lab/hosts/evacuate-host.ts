/**
 * Empties a host for maintenance, one VM after another, where DRS is fully automated; elsewhere it only waits until somebody else has done it.
 * It never stops a VM, and it moves none where a rule or the host limit of a file forbids it.
 */
import { postEvent } from "../operations/post-event.js";
import { startSystemTask } from "../operations/start-task.js";
import { softBreaches } from "../power/host-rules.js";
import { VimFault } from "../wire/vim-fault.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { LabTimer } from "../world/lab-clock.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { migrateVm, refuseMove } from "./migrate-vm.js";

/** How long it waits before it looks again, when nothing could be moved, in ms of lab time. */
const lookAgainMs = 5_000;

export class Evacuation {
  readonly #world: World;
  readonly #host: HostState;
  readonly #poweredOffToo: boolean;
  readonly #empty: () => void;
  readonly #chainId: number;
  readonly #toldStuck = new Set<string>();
  #timer: LabTimer | undefined;
  #stopped = false;

  /** Begins at once. `empty` is called as soon as no VM that counts is on the host: running ones, and with `poweredOffToo` all. */
  constructor(world: World, host: HostState, options: { readonly poweredOffToo: boolean; readonly chainId: number; readonly empty: () => void }) {
    this.#world = world;
    this.#host = host;
    this.#poweredOffToo = options.poweredOffToo;
    this.#empty = options.empty;
    this.#chainId = options.chainId;
    this.#lookAgain(0);
  }

  /** A VM that is moving already arrives nevertheless. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #lookAgain(delayMs: number): void {
    this.#timer = this.#world.clock.after(delayMs, () => { this.#turn(); });
  }

  #turn(): void {
    if (this.#stopped) return;
    const left = vmsToMove(this.#world, this.#host, this.#poweredOffToo);
    if (left.length === 0) {
      this.#stopped = true;
      this.#empty();
      return;
    }
    const cluster = this.#world.find("ClusterComputeResource", this.#host.parent?.value);
    const moving = left.some((vm) => cluster !== undefined && movesBy(cluster, vm) && this.#move(cluster, vm));
    if (!moving) this.#lookAgain(lookAgainMs);
  }

  /** False when the VM cannot move now; that is told once. */
  #move(cluster: ClusterState, vm: VmState): boolean {
    const target = bestTarget(this.#world, cluster, this.#host, vm);
    if (target !== undefined) {
      try {
        startSystemTask(this.#world, "Drm.ExecuteVMotionLRO", migrateVm(this.#world, vm, target, () => { if (!this.#stopped) this.#lookAgain(0); }));
        return true;
      } catch (error) {
        if (!(error instanceof VimFault)) throw error;
        return false;
      }
    }
    if (!this.#toldStuck.has(vm.ref.value)) {
      this.#toldStuck.add(vm.ref.value);
      const message = `DRS cannot find a host for ${vm.name} while ${this.#host.name} enters maintenance mode`;
      postEvent(this.#world, "NoMaintenanceModeDrsRecommendationForVM", { vm }, {}, { chainId: this.#chainId, userName: "", message });
    }
    return false;
  }
}

/** VMs that must leave before the host may enter maintenance mode. */
export function vmsToMove(world: World, host: HostState, poweredOffToo: boolean): readonly VmState[] {
  return [...host.vms].map((id) => world.the("VirtualMachine", id)).filter((vm) => poweredOffToo || vm.powerState === "poweredOn");
}

/** Whether DRS moves this VM without asking. */
function movesBy({ drs }: ClusterState, vm: VmState): boolean {
  const own = drs.vms?.get(vm.ref.value);
  return drs.enabled && own?.enabled !== false && (own?.behavior ?? drs.behavior) === "fullyAutomated";
}

/** The host that breaks the fewest wishes and has the fewest VMs; the one that came to the cluster first wins a tie. */
function bestTarget(world: World, cluster: ClusterState, source: HostState, vm: VmState): HostState | undefined {
  let best: { readonly host: HostState; readonly breaches: number } | undefined;
  for (const id of cluster.hosts) {
    const host = world.the("HostSystem", id);
    if (host === source || !canMove(world, vm, host)) continue;
    const runs = (other: string) => host.vms.has(other) && world.find("VirtualMachine", other)?.powerState === "poweredOn";
    const breaches = softBreaches(cluster, vm.ref.value, { id, runs });
    if (best === undefined || breaches < best.breaches || (breaches === best.breaches && host.vms.size < best.host.vms.size)) best = { host, breaches };
  }
  return best?.host;
}

function canMove(world: World, vm: VmState, host: HostState): boolean {
  try {
    refuseMove(world, vm, host);
    return true;
  } catch (error) {
    if (error instanceof VimFault) return false;
    throw error;
  }
}
