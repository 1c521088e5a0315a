/**
 * Large estates of a given shape: clone groups of one size and depth over clusters of one size. The same figures and seed give the same estate;
 * it builds nothing and reads no clock.
 */
import { LabRandom } from "../world/lab-random.js";
import { datacenterNamed, plainVms } from "./default-estate.js";
import type { DatastorePlan, Estate, VmPlan } from "./estate.js";
import { datastoreNamed } from "./read-datastores.js";
import { defaultDisk, GiB } from "./read-disks.js";
import { hostNamed } from "./read-hosts.js";

export interface GenerateSpec {
  readonly vms: number;
  /** VMs in one clone group, the one with the base included; 1: no clones at all. */
  readonly group: number;
  /** Levels over a group's base: 1 are clones, 2 clones of clones, and so on. */
  readonly depth: number;
  readonly hosts: number;
  /** Hosts of one cluster; groups stay within theirs. */
  readonly cluster: number;
  readonly datastores: number;
  /** How many of a hundred VMs are powered on; those with a base never are. */
  readonly on: number;
}

export const generateDefaults: GenerateSpec = { vms: 1_000, group: 25, depth: 1, hosts: 16, cluster: 32, datastores: 8, on: 70 };

const TiB = 1024 ** 4;

/** Names: g0001 has the base of the first group, g0001-01 to g0001-24 are its clones; the clones of each generation have a snapshot for the next. */
export function generateEstate(spec: GenerateSpec, seed = 1): Estate {
  const random = new LabRandom(seed);
  const groups = Math.ceil(spec.vms / spec.group);
  const clusters = Math.ceil(spec.hosts / spec.cluster);
  const hosts = Array.from({ length: spec.hosts }, (_, index) => hostNamed(`h${String(index).padStart(3, "0")}`));
  const sharing = spec.datastores < clusters ? 1 : clusters;
  const plain = datacenterNamed("DC0");
  const [shape] = plain.clusters;
  if (shape === undefined) throw new TypeError("the default estate has no cluster");
  const vms: VmPlan[] = [];
  for (let group = 0; group < groups; group++) {
    const size = Math.min(spec.group, spec.vms - group * spec.group);
    const place = { compute: `C${group % clusters}`, datastores: [`ds${datastoreOf(group, spec.datastores, sharing)}`] };
    vms.push(...groupOf(`g${String(group + 1).padStart(4, "0")}`, size, spec, random).map((plan) => ({ ...plan, ...place })));
  }
  return {
    about: `${spec.vms} VMs in groups of ${spec.group}, ${spec.depth} deep, on ${spec.hosts} hosts`, source: "the generator", settings: {},
    datacenters: [{
      ...plain, vms,
      datastores: Array.from({ length: spec.datastores }, (_, index): DatastorePlan => ({
        ...datastoreNamed(`ds${index}`), sizeBytes: roomFor(spec), ...(sharing === 1 ? {} : { hosts: hosts.slice((index % clusters) * spec.cluster, (index % clusters + 1) * spec.cluster).map((host) => host.name) }),
      })),
      clusters: Array.from({ length: clusters }, (_, index) => ({ ...shape, name: `C${index}`, hosts: hosts.slice(index * spec.cluster, (index + 1) * spec.cluster) })),
    }],
  };
}

/** Datastore d belongs to cluster d modulo `sharing`: a group lies on the next of its own cluster. */
function datastoreOf(group: number, datastores: number, sharing: number): number {
  const own = Math.ceil((datastores - (group % sharing)) / sharing);
  return (group % sharing) + (Math.floor(group / sharing) % own) * sharing;
}

function groupOf(name: string, size: number, spec: GenerateSpec, random: LabRandom): readonly VmPlan[] {
  const usedBytes = (10 + random.below(20)) * GiB;
  const base: VmPlan = { ...plainVms([name]), disks: [{ ...defaultDisk, sizeBytes: 60 * GiB, usedBytes }], steps: size > 1 ? [snapshotFor("s1")] : powered(spec, random) };
  const plans = [base];
  const clones = Array.from({ length: size - 1 }, (_, index) => `${name}-${String(index + 1).padStart(2, "0")}`);
  const perLevel = Math.ceil(clones.length / spec.depth);
  let sources: readonly string[] = [name];
  for (let level = 1; clones.length > 0; level++) {
    const names = clones.splice(0, perLevel);
    const last = clones.length === 0;
    for (const one of names) {
      plans.push({
        ...plainVms([one]), how: "snapshot", from: { vms: [sources[plans.length % sources.length] ?? name], snapshot: `s${level}` }, disks: [],
        writtenBytes: (1 + random.below(2_048)) * 1024 ** 2, steps: [...(last ? [] : [snapshotFor(`s${level + 1}`)]), ...powered(spec, random)],
      });
    }
    sources = names;
  }
  return plans;
}

function snapshotFor(name: string): VmPlan["steps"][number] {
  return { kind: "snapshot", name, description: "", memory: false, quiesce: false };
}

function powered(spec: GenerateSpec, random: LabRandom): VmPlan["steps"] {
  return random.below(100) < spec.on ? [{ kind: "power", state: "poweredOn" }] : [];
}

/** Twice what the VMs of one datastore can need at most: base, deltas and swap. */
function roomFor(spec: GenerateSpec): number {
  const groups = 1 + Math.ceil(Math.ceil(spec.vms / spec.group) / spec.datastores);
  return Math.max(TiB, Math.ceil((2 * groups * (40 * GiB + spec.group * 8 * GiB)) / TiB) * TiB);
}
