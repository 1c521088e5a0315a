/** A story that befalls a small estate, step by step, and the facts that each step is to be told as. Whoever tells it waits for them before the next. */
import type { Fact } from "../../../src/inventory/facts.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import type { Estate } from "../../../src/lab/estates/estate.js";

export interface Step {
  /** As `tetherd lab do` takes it. */
  readonly words: readonly string[];
  readonly via?: "host";
  readonly facts: readonly string[];
}

export function storyEstate(): Estate {
  return estateOf({
    datacenters: [{
      name: "DC0", datastores: [{ name: "ds0", size: "4 TiB" }, { name: "ds1", size: "4 TiB" }], clusters: [{ name: "C0", ha: true, drs: true, hosts: ["h0", "h1", "h2", "h3"] }],
      vms: [
        { name: "gold", snapshots: ["v1"], hosts: ["h0"] },
        { name: "desk-{1..2}", from: "gold@v1", hosts: ["h1"] },
        { name: "other", snapshots: ["s"], hosts: ["h0"] },
      ],
    }],
  });
}

const admin = "by administrator@vsphere.local";
const itself = "by vCenter itself";

/** Of the host's doings vCenter has no task, so nobody is named; what vCenter does by itself has no user. */
export const story: readonly Step[] = [
  { words: ["take-snapshot", "gold", "v2"], facts: [`vm.snapshot-created gold v1 → v1 v2 ${admin}`, `vm.chain-changed gold 2 → 3 ${admin}`] },
  { words: ["remove-snapshot", "gold", "v2"], via: "host", facts: ["vm.snapshot-removed gold v1 v2 → v1 by nobody known"] },
  { words: ["take-snapshot", "other", "s2"], facts: [`vm.snapshot-created other s → s s2 ${admin}`, `vm.chain-changed other 2 → 3 ${admin}`] },
  { words: ["revert", "other", "s"], facts: [`vm.snapshot-reverted other s s2 → s s2 ${admin}`, `vm.chain-changed other 3 → 2 ${admin}`] },
  { words: ["remove-snapshot", "other", "s2"], facts: [`vm.snapshot-removed other s s2 → s ${admin}`] },
  { words: ["clone", "other", "twin", "s"], facts: [`vm.appeared twin ${admin}`, `vm.cloned twin ${admin}`, `group.formed other  → 2 ${admin}`] },
  { words: ["power-on", "twin"], facts: [`vm.power-changed twin poweredOff → poweredOn ${admin}`] },
  { words: ["migrate", "twin", "h3"], facts: [`vm.moved-host twin ${admin}`, `group.placement-changed other ${admin}`] },
  { words: ["fail-host", "h3"], facts: [`host.state-changed h3 ${itself}`, `vm.moved-host twin ${itself}`, `group.placement-changed other ${itself}`] },
  { words: ["return-host", "h3"], facts: [`host.state-changed h3 ${itself}`] },
  { words: ["promote", "twin"], facts: [`vm.chain-changed twin 2 → 1 ${admin}`, `group.dissolved other 2 →  ${admin}`] },
  {
    words: ["destroy", "gold"],
    facts: [`vm.removed gold ${admin}`, `group.members-changed gold 3 → 2 ${admin}`, `group.placement-changed gold ${admin}`, `base.orphaned gold ${admin}`],
  },
  { words: ["unregister", "desk-1"], facts: [`vm.removed desk-1 ${admin}`, `group.dissolved gold 2 →  ${admin}`] },
  { words: ["enter-maintenance", "h3"], facts: [`host.state-changed h3 false → true ${admin}`] },
  { words: ["power-off", "twin"], facts: [`vm.power-changed twin poweredOn → poweredOff ${admin}`] },
];

/** "vm.chain-changed gold 2 → 3 by administrator@vsphere.local". */
export function told({ kind, subjectName, before, after, cause }: Fact): string {
  const change = [partOf(kind, before), partOf(kind, after)].join(" → ");
  return `${kind} ${subjectName ?? "?"}${change === " → " ? "" : ` ${change}`} ${cause.via === "unknown" ? "by nobody known" : `by ${cause.user ?? "vCenter itself"}`}`;
}

/** What of a state tells one occurrence from another, without references. */
function partOf(kind: string, state: unknown): string {
  const { snapshots, levels, size, power, maintenance, haEnabled } = (state ?? {}) as Readonly<Record<string, unknown>>;
  if (kind.startsWith("vm.snapshot-")) return (snapshots as readonly string[]).join(" ");
  if (kind === "vm.chain-changed") return Object.values(levels as Readonly<Record<string, number>>).join(" ");
  return [size, kind === "vm.power-changed" ? power : undefined, maintenance, haEnabled].filter((part) => part !== undefined).map(String).join(" ");
}
