/**
 * What goes wrong around the calls of an executor, drawn from a seed: in the lab itself, so that it happens the same way on the wire as in this process. It plans
 * no more than a patient executor can bear, and takes no part of it back.
 */
import type { Lab } from "../../../src/lab/start-lab.js";

const methods = ["PromoteDisks_Task", "CreateSnapshot_Task", "ReconfigVM_Task"];

/** Tasks that fail, are shown late, or are no objects any more when somebody asks. */
export function planTaskMishaps({ control }: Lab): void {
  for (const method of methods) {
    control.planNuisance({ kind: "task-fails", method, fault: "InvalidState", times: 0, probability: 0.1 });
    control.planNuisance({ kind: "task-late-visible", method, delayMs: 150, times: 0, probability: 0.25 });
    control.planNuisance({ kind: "task-gone", method, delayMs: 5, times: 0, probability: 0.15 });
  }
}

/** Connections that are cut before and behind the call, sessions that end in that very moment or at any other, and a vCenter that would not just then. */
export function planWireMishaps({ control }: Lab): void {
  for (const method of methods) {
    control.planNuisance({ kind: "drop-before", method, times: 0, probability: 0.1 });
    control.planNuisance({ kind: "drop-during", method, times: 0, probability: 0.15 });
    control.planNuisance({ kind: "expire-session", method, times: 0, probability: 0.1 });
    control.planNuisance({ kind: "fault", method, fault: "ConcurrentAccess", times: 0, probability: 0.05 });
  }
  control.planNuisance({ kind: "expire-session", times: 0, probability: 0.01 });
}
