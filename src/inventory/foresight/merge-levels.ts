/** Levels of one chain that merge: each run of folding levels becomes one with the level above it, in the lowest file. It never decides which fold. */
import type { FileNode } from "../file-index.js";
import type { Ref } from "../updates.js";
import type { Outlook } from "./foresight.js";

export interface MergingLevel {
  readonly file: FileNode;
  readonly folds: boolean;
  /** Where it lies when the merging begins. */
  readonly datastore: Ref | undefined;
}

/** `levels` leaf first. The levels of one chain may lie on several datastores; a merged file lies where the lowest of its run does (vim-facts 10.2). */
export function mergeLevels(outlook: Outlook, levels: readonly MergingLevel[], capacityBytes: number | undefined): void {
  let run: MergingLevel[] = [];
  const close = (): void => {
    if (run.length > 1) mergeRun(outlook, run, capacityBytes);
    run = [];
  };
  for (const level of levels) {
    if (!level.folds) close();
    run.push(level);
  }
  close();
}

/** What lies elsewhere is freed there and, at worst, written in full where the lowest lies; then all are merged there. */
function mergeRun(outlook: Outlook, run: readonly MergingLevel[], capacityBytes: number | undefined): void {
  const target = run.at(-1)?.datastore;
  const sizes = run.map(({ file }) => outlook.bytesOf(file));
  run.forEach(({ datastore }, index) => {
    if (datastore === target) return;
    if (datastore !== undefined) outlook.ledger.free(datastore, sizes[index]);
    if (target !== undefined) outlook.ledger.copy(target, sizes[index]);
  });
  if (target !== undefined) outlook.ledger.merge(target, sizes, capacityBytes);
}
