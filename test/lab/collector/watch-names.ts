/** A client that watches the names of all VMs of a small world through a view. */
import { vim, type Ref, type VimValue } from "../../../src/lab/wire/vim-value.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, specOfView, type CollectorClient } from "./collector-client.js";

export interface Watched {
  readonly small: SmallWorld;
  readonly client: CollectorClient;
  readonly collector: Ref;
  readonly rename: (vm: VmState, name: string) => void;
}

export async function watchNames(): Promise<Watched> {
  const small = smallWorld();
  const client = clientOf(small.world);
  const collector = await client.watch(specOfView(await client.view(["VirtualMachine"]), { VirtualMachine: ["name"] }));
  return {
    small, client, collector,
    rename(vm, name) {
      vm.name = name;
      small.world.changes.touch(vm.ref, "name");
    },
  };
}

/** WaitForUpdatesEx as it is called by a client that has time. */
export function wait({ client, collector }: Watched, version: string, options: Record<string, number> = {}, signal?: AbortSignal): Promise<VimValue> {
  return client.call(collector, "WaitForUpdatesEx", { version, options: vim("WaitOptions", options) }, signal);
}
