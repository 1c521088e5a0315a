/** Levels of one chain that merge: each run of folding levels becomes one with the level above it. It never decides which fold. */
import type { FileNode } from "../file-index.js";
import type { Ref } from "../updates.js";
import type { Outlook } from "./foresight.js";

export interface MergingLevel {
  readonly file: FileNode;
  readonly folds: boolean;
  /** Where it lies when the merging begins. */
  readonly datastore: Ref | undefined;
}

/** `levels` leaf first. The levels of one chain may lie on several datastores; a merged file takes its space where its top lies. */
export function mergeLevels(outlook: Outlook, levels: readonly MergingLevel[], capacityBytes: number | undefined): void {
  let run: MergingLevel[] = [];
  const close = (): void => {
    const top = run[0];
    const datastore = top?.datastore;
    const sizes = run.length < 2 ? [] : run.map(({ file }) => outlook.bytesOf(file));
    const onePlace = run.every((level) => level.datastore === datastore);
    if (sizes.length > 0 && datastore !== undefined && onePlace) outlook.ledger.merge(datastore, sizes, capacityBytes);
    else if (sizes.length > 0) moveUp(outlook, run, sizes);
    run = [];
  };
  for (const level of levels) {
    if (!level.folds) close();
    run.push(level);
  }
  close();
}

/** Across datastores: what folds is freed where it lay, and at worst written in full where the top lies. */
function moveUp(outlook: Outlook, run: readonly MergingLevel[], sizes: readonly (number | undefined)[]): void {
  const target = run[0]?.datastore;
  run.forEach(({ datastore }, index) => {
    if (index === 0 || datastore === target) return;
    if (datastore !== undefined) outlook.ledger.free(datastore, sizes[index]);
    if (target !== undefined) outlook.ledger.copy(target, sizes[index]);
  });
}
