/** HA and DRS out of `configurationEx` of a compute resource (vim-facts 7.7). A plain ComputeResource has neither, and says nothing. */
import type { ComputeProperties } from "../../inventory/updates.js";
import { child, childrenOf, textOf, type XmlNode } from "../xml/xml-node.js";

/** What is read; the reader skips the rest, above all the per-VM overrides. */
export const clusterConfigFields: ReadonlySet<string> = new Set(["dasConfig", "drsConfig"]);
export const dasConfigFields: ReadonlySet<string> = new Set(["enabled", "option"]);
export const drsConfigFields: ReadonlySet<string> = new Set(["enabled"]);

const maxRestartOption = "das.maxvmrestartcount";

export function computeConfigOf(config: XmlNode): { readonly [Name in "haEnabled" | "drsEnabled" | "maxVmRestartCount"]: ComputeProperties[Name] | null } {
  const das = child(config, "dasConfig");
  const drs = child(config, "drsConfig");
  if (das === undefined && drs === undefined) return { haEnabled: null, drsEnabled: null, maxVmRestartCount: null };
  const option = childrenOf(das, "option").find((candidate) => textOf(candidate, "key")?.toLowerCase() === maxRestartOption);
  const count = Number(textOf(option, "value") ?? Number.NaN);
  return { haEnabled: enabled(das), drsEnabled: enabled(drs), maxVmRestartCount: Number.isInteger(count) && count >= 0 ? count : null };
}

function enabled(config: XmlNode | undefined): boolean {
  return textOf(config, "enabled") === "true" || textOf(config, "enabled") === "1";
}
