/** Changes of a world made by hand, without the operations that would make them, and what a client hears of them. */
import type { Ref } from "../../../src/lab/wire/vim-value.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, specOf, told, versionOf } from "./collector-client.js";

/** All snapshots of `chained` are gone; its disks stay where they are. */
export function removeSnapshotsOf({ world, chained }: SmallWorld): void {
  chained.snapshots = [];
  chained.currentSnapshot = undefined;
  world.changes.touch(chained.ref, "snapshot", "rootSnapshot");
}

/** What a client that watches `paths` of the VM hears of `change`, without the VM's id. */
export async function heard(paths: readonly string[], change: (small: SmallWorld) => void, options: { readonly partialUpdates?: boolean; readonly of?: (small: SmallWorld) => Ref } = {}): Promise<string[]> {
  const small = smallWorld();
  const client = clientOf(small.world);
  const self = options.of?.(small) ?? small.chained.ref;
  const collector = await client.watch();
  await client.createFilter(collector, specOf([self], paths), options.partialUpdates ?? false);
  const version = versionOf(await client.poll(collector, ""));
  change(small);
  return told(await client.poll(collector, version)).map((text) => text.replace(` ${self.value}`, ""));
}
