/**
 * A rehearsal: what an inventory would be after changes that have not happened, one after the other, with the figures before and after.
 * It works on a copy and never touches the inventory it is given.
 */
import { applyUpdates } from "./apply-updates.js";
import type { Foresight } from "./foresight/foresight.js";
import type { Inventory } from "./inventory.js";
import type { Ref } from "./updates.js";
import { assess, type Assessment } from "./what-if/assess.js";
import { copyOf } from "./what-if/copy-inventory.js";
import { addHosts, enterMaintenance, loseHost, migrate } from "./what-if/host-changes.js";
import type { Consequence, Hypothesis } from "./what-if/hypothesis.js";
import { deleteVm, promoteVm, relocateVm, removeSnapshot, unregisterVm } from "./what-if/vm-changes.js";

export interface RehearsedStep {
  readonly hypothesis: Hypothesis;
  /** Why the step was passed over: it names an object that is not there. */
  readonly refused: string | undefined;
  readonly foresight: Foresight | undefined;
  readonly displaced: readonly Ref[];
}

export interface Rehearsal {
  readonly before: Assessment;
  readonly after: Assessment;
  readonly steps: readonly RehearsedStep[];
  /** The world afterwards, for whoever wants to judge it by policies. */
  readonly inventory: Inventory;
}

/** Costs the whole inventory twice. `hostLimit` is the operator's override. */
export function rehearse(inventory: Inventory, hypotheses: readonly Hypothesis[], hostLimit?: number): Rehearsal {
  const copy = copyOf(inventory);
  const steps = hypotheses.map((hypothesis): RehearsedStep => {
    const refused = refusal(copy, hypothesis);
    if (refused !== undefined) return { hypothesis, refused, foresight: undefined, displaced: [] };
    const { updates, foresight, displaced = [] } = consequenceOf(copy, hypothesis);
    applyUpdates(copy, updates);
    return { hypothesis, refused, foresight, displaced };
  });
  return { before: assess(inventory, hostLimit), after: assess(copy, hostLimit), steps, inventory: copy };
}

function consequenceOf(inventory: Inventory, hypothesis: Hypothesis): Consequence {
  switch (hypothesis.kind) {
    case "lose-host": return loseHost(inventory, hypothesis.host);
    case "maintenance": return enterMaintenance(inventory, hypothesis.host);
    case "add-hosts": return addHosts(inventory, hypothesis.cluster, hypothesis.count);
    case "migrate": return migrate(hypothesis.vm, hypothesis.host);
    case "delete": return deleteVm(inventory, hypothesis.vm);
    case "unregister": return unregisterVm(inventory, hypothesis.vm);
    case "promote": return promoteVm(inventory, hypothesis.vm, hypothesis);
    case "relocate": return relocateVm(inventory, hypothesis.vm, hypothesis.datastore);
    case "remove-snapshot": return removeSnapshot(inventory, hypothesis.vm, hypothesis.snapshot);
  }
}

function refusal(inventory: Inventory, hypothesis: Hypothesis): string | undefined {
  const { vms, hosts, computes, datastores, vmFiles } = inventory;
  if ("vm" in hypothesis && !vms.has(hypothesis.vm)) return `there is no VM ${hypothesis.vm}`;
  if ("host" in hypothesis && !hosts.has(hypothesis.host)) return `there is no host ${hypothesis.host}`;
  if ("cluster" in hypothesis && computes.get(hypothesis.cluster)?.hosts === undefined) return `there is no cluster ${hypothesis.cluster} with known hosts`;
  if ("datastore" in hypothesis && !datastores.has(hypothesis.datastore)) return `there is no datastore ${hypothesis.datastore}`;
  if ("snapshot" in hypothesis && vmFiles.ownerOfSnapshot(hypothesis.snapshot) !== hypothesis.vm) return `${hypothesis.vm} has no snapshot ${hypothesis.snapshot}`;
  return undefined;
}
