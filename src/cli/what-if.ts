/** `tetherd what-if`: rehearses changes that have not happened on a copy of what one vCenter shows. Nothing is changed anywhere. */
import { readPolicies } from "../app/load-policies.js";
import type { Looking } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { rehearse } from "../inventory/what-if.js";
import { judgedChanges } from "../policies/judged-changes.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { drawRehearsal } from "./draw-rehearsal.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";
import { readHypotheses, WishError, type Wish } from "./read-hypotheses.js";

export interface WhatIfOptions {
  /** In the order of the command line. */
  readonly wishes: readonly Wish[];
  /** Name of the vCenter; needed where there are several. */
  readonly vcenter: string | undefined;
  readonly json: boolean;
}

export async function whatIf(sources: SettingsSources, looking: Looking, { wishes, vcenter, json }: WhatIfOptions): Promise<number> {
  const { settings } = await loadSettings(sources);
  if (wishes.length === 0) return usage("nothing to rehearse is given; tetherd what-if --help lists what can be");
  const [policies, observations] = await Promise.all([readPolicies(settings.policiesDirectory), observeAll(settings, looking, new AbortController().signal)]);
  const wanted = observations.filter((one) => vcenter === undefined || one.vcenter === vcenter);
  const [observation, ...more] = wanted;
  if (observation === undefined || more.length > 0) return usage(`which vCenter is meant? --vcenter takes one of ${observations.map((one) => one.vcenter).join(", ")}`);
  const { inventory, world } = observation;
  try {
    const rehearsal = rehearse(inventory, readHypotheses(inventory, wishes), world.hostLimit);
    const judged = judgedChanges(policies, world, { ...world, inventory: rehearsal.inventory });
    const { before, after, steps } = rehearsal;
    process.stdout.write(json ? `${JSON.stringify({ steps, before, after, policies: judged }, null, 2)}\n` : `${drawRehearsal(inventory, rehearsal, judged, paletteFor(process.stdout)).join("\n")}\n`);
    return steps.some((step) => step.refused !== undefined) ? exitCodes.failed : exitCodes.ok;
  } catch (error) {
    if (error instanceof WishError) return usage(error.message);
    throw error;
  }
}

function usage(message: string): number {
  process.stderr.write(`tetherd: ${message}\n`);
  return exitCodes.usage;
}
