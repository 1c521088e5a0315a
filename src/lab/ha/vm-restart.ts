/**
 * HA's restart of one VM: one host after another in random order, until one takes it or HA gives up (vendor's linked-VM note, HA section; vim-facts 10.2).
 * It does not know which hosts the host limit of a shared file excludes: it finds out by trying.
 */
import { hostArgument } from "../operations/event-arguments.js";
import { postEventEx } from "../operations/post-event-ex.js";
import { postEvent } from "../operations/post-event.js";
import { checkStart } from "../power/check-power-on.js";
import { setPower, setProtection } from "../power/set-power.js";
import { suitableHosts } from "../power/suitable-hosts.js";
import { VimFault } from "../wire/vim-fault.js";
import type { ClusterState, HostState } from "../world/entities.js";
import type { VmState } from "../world/vm-state.js";
import type { World } from "../world/world.js";
import { attemptsOf } from "./restart-priority.js";
import { setVmConnection } from "./vm-connection.js";

export class VmRestart {
  readonly #world: World;
  readonly #cluster: ClusterState;
  readonly #vm: VmState;
  readonly #failed: HostState;
  readonly #tried = new Set<string>();
  #chainId: number | undefined;
  #ended = () => {};

  constructor(world: World, cluster: ClusterState, vm: VmState, failed: HostState) {
    this.#world = world;
    this.#cluster = cluster;
    this.#vm = vm;
    this.#failed = failed;
  }

  /** Tries the first host now. `ended` is called once, whatever the outcome. */
  begin(ended: () => void): void {
    this.#ended = ended;
    this.#attempt();
  }

  #attempt(): void {
    if (!this.#isWanted()) {
      this.#ended();
      return;
    }
    const candidates = suitableHosts(this.#world, this.#cluster, this.#vm).filter((host) => !this.#tried.has(host.ref.value));
    const host = candidates[this.#world.random.below(candidates.length)];
    if (host === undefined) {
      this.#noHost();
      return;
    }
    this.#tried.add(host.ref.value);
    const fault = this.#start(host);
    if (fault === undefined) {
      this.#ended();
      return;
    }
    this.#post("VmFailedToPowerOnEvent", host, { reason: fault.toLocalized() });
    const last = this.#tried.size >= attemptsOf(this.#cluster, this.#world.settings.haAttempts) || candidates.length === 1;
    if (last) this.#giveUp(host, fault);
    else this.#world.clock.after(this.#world.settings.haAttemptMs, () => { this.#attempt(); });
  }

  /** Not when somebody else started, moved or removed the VM meanwhile. */
  #isWanted(): boolean {
    const vm = this.#vm;
    if (this.#world.find("VirtualMachine", vm.ref.value) !== vm || vm.host !== this.#failed.ref.value) return false;
    return vm.connectionState === "disconnected" || vm.powerState === "poweredOff";
  }

  /** Why the host could not start it; undefined when it runs there now. */
  #start(host: HostState): VimFault | undefined {
    const vm = this.#vm;
    try {
      checkStart(this.#world, vm, host);
    } catch (error) {
      if (error instanceof VimFault) return error;
      throw error;
    }
    setPower(this.#world, vm, "poweredOff");
    this.#world.placeVm(vm, host.ref.value, vm.resourcePool);
    setVmConnection(this.#world, vm, "connected");
    setPower(this.#world, vm, "poweredOn");
    this.#post("VmRestartedOnAlternateHostEvent", host, { sourceHost: hostArgument(this.#failed) });
    const message = `vSphere HA restarted virtual machine ${vm.name} on host ${host.name} in cluster ${this.#cluster.name}`;
    postEventEx(this.#world, "com.vmware.vc.ha.VmRestartedByHAEvent", { vm }, { as: "ExtendedEvent" }, { userName: "", chainId: this.#chainId, message });
    return undefined;
  }

  #noHost(): void {
    this.#post("NotEnoughResourcesToStartVmEvent", this.#failed, { reason: "No host is compatible with the virtual machine." });
    setProtection(this.#world, this.#vm, false);
    this.#ended();
  }

  #giveUp(host: HostState, fault: VimFault): void {
    this.#post("VmFailoverFailed", host, { reason: fault.toLocalized() });
    this.#post("VmMaxRestartCountReached", host, {});
    setProtection(this.#world, this.#vm, false);
    this.#ended();
  }

  /** All of one restart is one chain. */
  #post(type: string, host: HostState, fields: Parameters<typeof postEvent>[3]): void {
    const event = postEvent(this.#world, type, { vm: this.#vm, host }, fields, { userName: "", chainId: this.#chainId });
    this.#chainId ??= event["chainId"] as number;
  }
}
