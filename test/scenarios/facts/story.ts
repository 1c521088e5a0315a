/** A story that befalls a small estate, step by step, and the facts that each step is to be told as. Whoever tells it waits for them before the next. */
import type { Fact } from "../../../src/inventory/facts.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import type { Estate } from "../../../src/lab/estates/estate.js";

export interface Step {
  /** As `tetherd lab do` takes it. */
  readonly words: readonly string[];
  readonly via?: "host";
  /** `down`: no line is watching while it happens. `tetherd`: it is tetherd's own doing, for an action of that id. */
  readonly while?: "down";
  readonly action?: string;
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
        { name: "alone", hosts: ["h2"] },
      ],
    }],
  });
}

const admin = "by administrator@vsphere.local";
const itself = "by vCenter itself";
const onHost = "on the host";
const unknown = "by nobody known";
const ownAction = "promote-1";
const tetherd = `by tetherd for ${ownAction}`;

/** Of the host's doings vCenter has no task, so nobody is named; what vCenter does by itself has no user. */
export const story: readonly Step[] = [
  { words: ["take-snapshot", "gold", "v2"], facts: [`vm.snapshot-created gold v1 → v1 v2 ${admin}`, `vm.chain-changed gold 2 → 3 ${admin}`] },
  { words: ["remove-snapshot", "gold", "v2"], via: "host", facts: [`vm.snapshot-removed gold v1 v2 → v1 ${onHost}`] },
  { words: ["take-snapshot", "other", "s2"], facts: [`vm.snapshot-created other s → s s2 ${admin}`, `vm.chain-changed other 2 → 3 ${admin}`] },
  { words: ["revert", "other", "s"], facts: [`vm.snapshot-reverted other s s2 → s s2 ${admin}`, `vm.chain-changed other 3 → 2 ${admin}`] },
  { words: ["remove-snapshot", "other", "s2"], facts: [`vm.snapshot-removed other s s2 → s ${admin}`] },
  { words: ["clone", "other", "twin", "s"], facts: [`vm.appeared twin ${admin}`, `vm.cloned twin ${admin}`, `group.formed other  → 2 ${admin}`] },
  { words: ["power-on", "twin"], facts: [`vm.power-changed twin poweredOff → poweredOn ${admin}`] },
  { words: ["migrate", "twin", "h2"], facts: [`vm.moved-host twin ${admin}`, `group.placement-changed other ${admin}`] },
  { words: ["migrate", "twin", "h3"], facts: [`vm.moved-host twin ${admin}`, `group.placement-changed other ${admin}`] },
  { words: ["fail-host", "h3"], facts: [`host.state-changed h3 ${itself}`, "vcenter.event C0 DasHostFailedEvent", "vcenter.event h3 com.vmware.vc.HA.DasHostFailedEvent", `vm.moved-host twin ${itself}`, `group.placement-changed other ${itself}`] },
  { words: ["return-host", "h3"], facts: [`host.state-changed h3 ${itself}`] },
  { words: ["promote", "twin"], facts: [`vm.chain-changed twin 2 → 1 ${admin}`, `group.dissolved other 2 →  ${admin}`] },
  {
    words: ["destroy", "gold"],
    facts: [`vm.removed gold ${admin}`, `group.members-changed gold 3 → 2 ${admin}`, `group.placement-changed gold ${admin}`, `base.orphaned gold ${admin}`],
  },
  { words: ["unregister", "desk-1"], facts: [`vm.removed desk-1 ${admin}`, `group.dissolved gold 2 →  ${admin}`] },
  { words: ["enter-maintenance", "h3"], facts: [`host.state-changed h3 false → true ${admin}`] },
  { words: ["exit-maintenance", "h3"], facts: [`host.state-changed h3 true → false ${admin}`] },
  { words: ["power-off", "twin"], facts: [`vm.power-changed twin poweredOn → poweredOff ${admin}`] },
  { words: ["take-snapshot", "other", "s3"], while: "down", facts: [`vm.snapshot-created other s → s s3 ${admin}`, `vm.chain-changed other 2 → 3 ${admin}`] },
  { words: ["take-snapshot", "desk-2", "h"], while: "down", via: "host", facts: [`vm.snapshot-created desk-2  → h ${unknown}`, `vm.chain-changed desk-2 2 → 3 ${unknown}`] },
  // Wherever HA has put it, DRS prefers the empty h3.
  { words: ["power-on", "twin"], while: "down", facts: [`vm.power-changed twin poweredOff → poweredOn ${admin}`, `vm.moved-host twin ${admin}`] },
  // Made and unmade behind tetherd's back: no two states differ, so there is no fact (docs/decisions/0013).
  { words: ["take-snapshot", "twin", "brief"], while: "down", facts: [] },
  { words: ["remove-snapshot", "twin", "brief"], while: "down", facts: [] },
  { words: ["remove-snapshot", "other", "s3"], action: ownAction, facts: [`vm.snapshot-removed other s s3 → s ${tetherd}`, `vm.chain-changed other 3 → 2 ${tetherd}`] },
  { words: ["remove-snapshot", "desk-2", "h"], via: "host", facts: [`vm.snapshot-removed desk-2 h →  ${onHost}`, `vm.chain-changed desk-2 3 → 1 ${onHost}`] },
  { words: ["space", "ds1", "300GiB"], facts: ["datastore.space-changed ds1 50 true → 7 true"] },
  { words: ["inaccessible", "ds1"], facts: ["datastore.space-changed ds1 7 true → 7 false", ...["h0", "h1", "h2", "h3"].map((host) => `vcenter.event ${host} esx.problem.storage.apd.start`)] },
];

/** "vm.chain-changed gold 2 → 3 by administrator@vsphere.local". */
export function told({ kind, subjectName, before, after, cause, event }: Fact): string {
  if (event !== undefined) return `${kind} ${subjectName ?? "?"} ${event.name}`;
  const change = [partOf(kind, before), partOf(kind, after)].join(" → ");
  const what = `${kind} ${subjectName ?? "?"}${change === " → " ? "" : ` ${change}`}`;
  return kind === "datastore.space-changed" ? what : `${what} ${doer(cause)}`;
}

function doer({ via, user, by, action }: Fact["cause"]): string {
  if (via !== "vcenter") return via === "host" ? onHost : unknown;
  return by === undefined ? `by ${user ?? "vCenter itself"}` : `by ${by} for ${action ?? ""}`;
}

/** Whoever may have been blind for a moment cannot swear that it was the host. */
export function lessSure(fact: string): string {
  return fact.replace(onHost, unknown);
}

/** What of a state tells one occurrence from another, without references. */
function partOf(kind: string, state: unknown): string {
  const { snapshots, levels, size, power, maintenance, haEnabled, step, accessible } = (state ?? {}) as Readonly<Record<string, unknown>>;
  if (kind.startsWith("vm.snapshot-")) return (snapshots as readonly string[]).join(" ");
  if (kind === "vm.chain-changed") return Object.values(levels as Readonly<Record<string, number>>).join(" ");
  if (kind === "datastore.space-changed") return [step, accessible].filter((part) => part !== undefined).map(String).join(" ");
  return [size, kind === "vm.power-changed" ? power : undefined, maintenance, haEnabled].filter((part) => part !== undefined).map(String).join(" ");
}
