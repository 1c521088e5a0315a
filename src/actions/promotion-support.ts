/**
 * Where vCenter promotes the disks of a running VM: a table by its API version, each row with its source (vim-facts 7.2, 11.8).
 * What no source tells is "unknown", and never tried on somebody's running machine.
 */
import { compareVersions } from "./compare-versions.js";

export interface PromotionRule {
  /** From this API version on, until the next row. */
  readonly from: string;
  readonly running: "never" | "without-snapshots" | "unknown";
  readonly source: string;
}

export const promotionRules: readonly PromotionRule[] = [
  { from: "0", running: "never", source: "vSphere API reference 6.0, PromoteDisks_Task: InvalidPowerState unless powered off or suspended" },
  { from: "7.0", running: "unknown", source: "the release that lifted it is not documented" },
  { from: "8.0.2", running: "without-snapshots", source: "vSphere API reference 8.0.2 and 8.0.3, PromoteDisks_Task: a powered-on VM must have no snapshots" },
];

/** `apiVersion` as AboutInfo spells it, e.g. "8.0.3.0". */
export function promotionOfRunning(apiVersion: string): PromotionRule["running"] {
  return promotionRules.findLast(({ from }) => compareVersions(apiVersion, from) >= 0)?.running ?? "unknown";
}
