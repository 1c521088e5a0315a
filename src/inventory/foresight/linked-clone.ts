/**
 * Cloning a VM linked: from a snapshot nothing is copied, from the current point the leaf of every disk is (vim-facts 6.5, 7.2). The
 * source's files are only read.
 */
import type { InventoryView } from "../model.js";
import type { Ref } from "../updates.js";
import { Outlook, type Foresight } from "./foresight.js";

/** `datastore`: where the clone's own levels go. */
export function foreseeLinkedClone(view: InventoryView, source: Ref, from: "current" | "snapshot", datastore: Ref | undefined): Foresight {
  const outlook = new Outlook(view, source);
  if (datastore === undefined) outlook.lacks(`config.files.vmPathName of ${source}`);
  else outlook.ledger.copy(datastore, 0);
  if (from === "snapshot") return outlook.read();
  const leaves = new Set(view.disksOf(source)?.map(({ levels }) => levels[0]?.file));
  for (const { file } of view.usesOf(source)) if (leaves.has(file.key)) outlook.copy(file, datastore);
  return outlook.read();
}
