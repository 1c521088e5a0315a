/** `unpin-group`: takes away the rule and the groups that `pin-group` made (vim-facts 7.7). It never touches any other rule. */
import type { Compute, InventoryView } from "../inventory/model.js";
import type { Action, ActionGround, ActionParams, Assignment } from "./action.js";
import { findCluster } from "./find-object.js";
import { forecastOf, nothingWritten } from "./forecast.js";
import { pinName } from "./group-pin.js";
import { evidenceOf, satisfied, unknown, type NextStep, type NoStep } from "./next-step.js";

const hourMs = 3_600_000;

export const unpinGroup: Action = {
  verb: "unpin-group",
  doc: "Take away the rule that keeps a clone group on a few hosts (ReconfigureComputeResource).",
  each: ["group"],
  params: {
    cluster: { type: "string", required: false, example: "prod-a", doc: "Name or reference of the cluster. Without it: wherever there is such a rule." },
    name: { type: "string", required: false, maxLength: 60, example: "golden image", doc: "Name of the rule. Without it: the one that pin-group makes from the group's id." },
  },
  repetition: "convergent",
  operations: ["PinGroup"],
  validForMs: { requested: hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextUnpin,
  evidence: (ground, assignment) => evidenceOf(nextUnpin(ground, assignment)),
  forecast: (ground) => forecastOf(ground, nothingWritten),
  reasons: ({ inventory }, { id }, params) => [`The rule "${pinName(id, params)}" is to stop keeping clone group ${inventory.groups.get(id)?.name ?? id} on a few hosts`],
};

/** The rule is looked for by its name, so that it can be taken away after its group has dissolved. */
function nextUnpin({ inventory }: ActionGround, { subject, params }: Assignment): NextStep {
  const name = pinName(subject.id, params);
  const clusters = clustersOf(inventory, params);
  if ("kind" in clusters) return clusters;
  const doubtful = clusters.filter(({ mustRules }) => mustRules === undefined);
  const pinned = clusters.find(({ mustRules }) => mustRules?.some((rule) => rule.name === name) === true);
  if (pinned === undefined) return doubtful.length > 0 ? unknown(...doubtful.map(({ ref }) => `configurationEx of ${ref}`)) : satisfied(`There is no mandatory rule "${name}".`);
  return {
    kind: "operation", operation: { kind: "PinGroup", cluster: pinned.ref, name, vms: [], hosts: [] },
    why: `${pinned.name ?? pinned.ref} has the rule "${name}".`, progress: { done: 0, total: 1 },
    touches: { vms: [], datastores: [], hosts: [], clusters: [pinned.ref], needs: [] },
  };
}

function clustersOf(inventory: InventoryView, params: ActionParams): readonly Compute[] | NoStep {
  const wanted = params["cluster"];
  if (typeof wanted !== "string") return [...inventory.computes.values()].filter(({ isCluster }) => isCluster === true);
  const ref = findCluster(inventory, wanted);
  return typeof ref === "string" ? [...inventory.computes.values()].filter((compute) => compute.ref === ref) : ref;
}
