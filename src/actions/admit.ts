/**
 * Whether an action may begin now beside those at work, by every limit there is: the site's own and its policy's, shared by all policies and by people.
 * It only compares; whoever asks writes the answer down by compare-and-set.
 */
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Limits } from "../policies/policy.js";
import { startsSince, type Desk, type Hold } from "./desk.js";
import type { Touches } from "./next-step.js";

export interface SiteLimits {
  readonly perDatastore: number;
  readonly perHost: number;
  readonly perCluster: number;
  readonly perVcenter: number;
  /** Starts of all actions together. */
  readonly perMinute: number;
  readonly perHour: number;
  /** Starts of one policy; what is asked for by hand counts as one policy too. */
  readonly perPolicyPerMinute: number;
  readonly perPolicyPerHour: number;
  readonly keepFreePercent: number;
}

export interface Wish {
  readonly id: string;
  readonly policy: string;
  readonly limits: Limits | undefined;
  /** All VMs it closes to others. */
  readonly vms: readonly Ref[];
  readonly touches: Touches;
}

/** Sentences about what it waits for; none: it may begin. */
export function obstacles(desk: Desk, wish: Wish, site: SiteLimits, inventory: InventoryView, now: number): readonly string[] {
  const { limits, touches } = wish;
  const others = Object.entries(desk.holds).filter(([id]) => id !== wish.id);
  const found: string[] = [];
  const closed = new Map(others.flatMap(([id, hold]) => hold.vms.map((vm) => [vm, id] as const)));
  for (const vm of new Set([...wish.vms, ...touches.vms])) {
    const by = closed.get(vm);
    if (by !== undefined) found.push(`${nameOf(inventory.vms, vm)} is being worked on by action ${by}.`);
  }
  const working = others.map(([, hold]) => hold).filter((hold) => hold.parked !== true);
  const share = (what: string, most: number | undefined, count: number): void => {
    if (most !== undefined && count >= most) found.push(`${what}: ${count} at work, ${most} allowed.`);
  };
  const counting = (field: "datastores" | "hosts" | "clusters", ref: Ref): number => working.filter((hold) => hold[field].includes(ref)).length;
  share("vCenter", least(site.perVcenter, limits?.perVcenter), working.length);
  for (const ref of new Set(touches.datastores)) share(`Datastore ${nameOf(inventory.datastores, ref)}`, least(site.perDatastore, limits?.perDatastore), counting("datastores", ref));
  for (const ref of new Set(touches.hosts)) share(`Host ${nameOf(inventory.hosts, ref)}`, least(site.perHost, limits?.perHost), counting("hosts", ref));
  for (const ref of new Set(touches.clusters)) share(`Cluster ${nameOf(inventory.computes, ref)}`, site.perCluster, counting("clusters", ref));
  if (desk.holds[wish.id] === undefined) found.push(...rateObstacles(desk, wish, site, now));
  return [...found, ...spaceObstacles(desk, working, wish, Math.max(site.keepFreePercent, limits?.keepFreePercent ?? 0), inventory, now)];
}

/** Starts per minute and hour, of all and of this policy. */
export function rateObstacles(desk: Desk, { policy, limits }: Pick<Wish, "policy" | "limits">, site: SiteLimits, now: number): readonly string[] {
  const rates: readonly (readonly [what: string, policy: string, sinceMs: number, most: number])[] = [
    ["Starts in a minute", "", 60_000, site.perMinute], ["Starts in an hour", "", 3_600_000, site.perHour],
    [`Starts of ${policy} in a minute`, policy, 60_000, site.perPolicyPerMinute], [`Starts of ${policy} in an hour`, policy, 3_600_000, least(site.perPolicyPerHour, limits?.perHour)],
  ];
  return rates.flatMap(([what, name, sinceMs, most]) => {
    const count = startsSince(desk, name, now - sinceMs);
    return count >= most ? [`${what}: ${count}, ${most} allowed.`] : [];
  });
}

/** What is free must stay above the floor also when everything in flight takes all it may. */
function spaceObstacles(desk: Desk, working: readonly Hold[], wish: Wish, keepFreePercent: number, inventory: InventoryView, now: number): readonly string[] {
  const wanted = new Map<Ref, number | undefined>();
  for (const { datastore, bytes } of wish.touches.needs) {
    const sum = wanted.has(datastore) ? wanted.get(datastore) : 0;
    wanted.set(datastore, sum === undefined || bytes === undefined ? undefined : sum + bytes);
  }
  return [...wanted].flatMap(([ref, bytes]) => {
    const name = nameOf(inventory.datastores, ref);
    if (bytes === undefined) return [`How much space it takes on datastore ${name} is not known.`];
    if (bytes === 0) return [];
    const datastore = inventory.datastores.get(ref);
    if (datastore?.freeSpaceBytes === undefined || datastore.capacityBytes === undefined) return [`The free space of datastore ${name} is not known.`];
    const inFlight = working.reduce((sum, hold) => sum + (hold.needs[ref] ?? 0), 0) + desk.lingering.reduce((sum, one) => (one.datastore === ref && one.until > now ? sum + one.bytes : sum), 0);
    const left = datastore.freeSpaceBytes - inFlight - bytes;
    const floor = (datastore.capacityBytes * keepFreePercent) / 100;
    return left >= floor ? [] : [`Datastore ${name} would have ${gib(left)} free, and ${gib(floor)} (${keepFreePercent} %) must stay free.`];
  });
}

function least(site: number, policy: number | undefined): number {
  return policy === undefined ? site : Math.min(site, policy);
}

function gib(bytes: number): string {
  return `${(bytes / 1_073_741_824).toFixed(1)} GiB`;
}

function nameOf(objects: ReadonlyMap<Ref, { readonly name: string | undefined }>, ref: Ref): string {
  return objects.get(ref)?.name ?? ref;
}
