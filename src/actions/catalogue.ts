/** Every action that a policy or a person can ask for. A list by hand, alphabetical; `loadPolicies` is handed it. */
import type { Action } from "./action.js";
import { addDeltaDisk } from "./add-delta-disk.js";
import { consolidate } from "./consolidate.js";
import { createSnapshot } from "./create-snapshot.js";
import { destroyVm } from "./destroy-vm.js";
import { linkedClone } from "./linked-clone.js";
import { pinGroup } from "./pin-group.js";
import { promote } from "./promote.js";
import { relocateGroup } from "./relocate-group.js";
import { relocate } from "./relocate.js";
import { removeSnapshot } from "./remove-snapshot.js";
import { revertSnapshot } from "./revert-snapshot.js";
import { unpinGroup } from "./unpin-group.js";

export const actionCatalogue: readonly Action[] = [
  addDeltaDisk, consolidate, createSnapshot, destroyVm, linkedClone, pinGroup, promote, relocate, relocateGroup, removeSnapshot, revertSnapshot, unpinGroup,
];
