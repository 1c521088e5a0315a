/**
 * Many unlinking promotes asked for at once by two policies under every limit there is: never above any of them in the lab's own truth, nor in any minute or hour of
 * its tasks; the free space never below the floor, with all that is in flight; and one of each policy in turn.
 */
import { expect, it } from "vitest";
import type { TaskState } from "../../../src/lab/world/task-book.js";
import { until } from "../../support/until.js";
import { policiesOf, quickRules, Rig } from "./rig.js";

const count = process.env["TETHERD_TEST_LONG"] === undefined ? 60 : 500;
const GiB = 1024 ** 3;
const limits = { ...quickRules.limits, perDatastore: 4, perHost: 2, perCluster: 4, perVcenter: 6, perMinute: count / 4, perHour: count / 2 };
/** Each promote takes 2 GiB of its datastore, of which a fifth must stay free: two thirds of them fit. */
const copyBytes = 2 * GiB;
const sizeBytes = Math.ceil((2 + ((count / 2) * 2 * 2) / 3) / 0.8 + 4) * GiB;
const floorBytes = sizeBytes * 0.2;

const policy = (name: string): string => `policy: ${name}\nmode: enforce\neach: vm\nwhen: vm.disks.exists(d, d.depth > 1)\ndo: { promote: { unlink: true } }\nlimits: { perVcenter: 100, keepFree: 20% }\n`;
const golds = ["0", "1"].map((n) => ({ name: `gold${n}`, datastore: `ds${n}`, disks: [{ size: "10 GiB", used: "2 GiB" }], snapshots: ["v1"] }));
const clones = ["0", "1"].map((n) => ({ name: `vm${n}-{1..${count / 2}}`, from: `gold${n}@v1`, hosts: ["h{0..3}"] }));

/** The most there ever was at once, by what it counts against; `leastFree` with all that runs as if it were written. */
class Truth {
  readonly most: Record<"datastore" | "host" | "cluster" | "vcenter", number> = { datastore: 0, host: 0, cluster: 0, vcenter: 0 };
  leastFree = Infinity;
  readonly #rig: Rig;
  readonly #hostOf: ReadonlyMap<string, string>;
  readonly #clusterOf: ReadonlyMap<string, string>;
  readonly #storeOf: ReadonlyMap<string, string>;
  /** By task, when it was first seen by the clock of the executors, ms. */
  readonly #begun = new Map<string, number>();

  constructor(rig: Rig) {
    this.#rig = rig;
    const { world } = rig.lab;
    const vms = [...world.all("VirtualMachine")];
    this.#hostOf = new Map(vms.map((vm) => [vm.ref.value, vm.host ?? ""]));
    this.#storeOf = new Map(vms.map((vm) => [vm.ref.value, vm.name.slice(0, 3)]));
    this.#clusterOf = new Map([...world.all("HostSystem")].map(({ ref, parent }) => [ref.value, parent?.value ?? ""]));
  }

  look(): void {
    const { world } = this.#rig.lab;
    const tasks = [...world.tasks.all()].filter(({ name }) => name === "PromoteDisks_Task");
    const running = tasks.filter(({ state }) => state === "running" || state === "queued");
    for (const { ref } of tasks) if (!this.#begun.has(ref.value)) this.#begun.set(ref.value, this.#rig.now());
    this.most.vcenter = Math.max(this.most.vcenter, running.length);
    this.most.host = Math.max(this.most.host, ...tally(running, (vm) => this.#hostOf.get(vm)).values());
    this.most.cluster = Math.max(this.most.cluster, ...tally(running, (vm) => this.#clusterOf.get(this.#hostOf.get(vm) ?? "")).values());
    const perStore = tally(running, (vm) => this.#storeOf.get(vm));
    this.most.datastore = Math.max(this.most.datastore, ...perStore.values());
    for (const store of world.all("Datastore")) {
      const used = [...world.files.filesOn(store.ref.value)].reduce((sum, file) => sum + file.sizeBytes, 0);
      this.leastFree = Math.min(this.leastFree, sizeBytes - used - (perStore.get(`vm${store.name.slice(2)}`) ?? 0) * copyBytes);
    }
  }

  /** The most that began within any `ms`. */
  mostWithin(ms: number): number {
    const times = [...this.#begun.values()].sort((a, b) => a - b);
    return Math.max(...times.map((from, index) => times.slice(index).filter((at) => at < from + ms).length));
  }
}

function tally(tasks: readonly TaskState[], of: (vm: string) => string | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { entity } of tasks) counts.set(of(entity?.value ?? "") ?? "", (counts.get(of(entity?.value ?? "") ?? "") ?? 0) + 1);
  return counts;
}

it(`${count} promotes asked for at once stay under every limit, leave the floor free, and are fair`, async () => {
  const rig = await Rig.start({
    vms: 0, taskMs: 30, rules: { verifyWithinMs: 60_000, keepMs: 36_000_000, limits },
    datacenter: {
      datastores: ["ds0", "ds1"].map((name) => ({ name, size: `${sizeBytes / GiB} GiB` })), clusters: [{ name: "C0", hosts: ["h0", "h1"] }, { name: "C1", hosts: ["h2", "h3"] }], vms: [...golds, ...clones],
    },
  });
  rig.policies = policiesOf(`${policy("fold")}---\n${policy("rare")}`);
  try {
    const truth = new Truth(rig);
    const quiet = rig.lab.world.changes.onChange(() => truth.look());
    let passed = 0;
    let stepped: number | undefined;
    const wall = rig.now;
    rig.now = () => wall() + passed;
    const notAfter = new Date(wall() + 10 * 3_600_000).toISOString();
    for (let index = 1; index <= count / 2; index++) for (const n of ["0", "1"]) rig.ask(`vm${n}-${index}`, { params: { unlink: true }, policy: index % 5 === 0 ? "rare" : "fold", notAfter });
    rig.execute();
    rig.execute();
    /** When everything that waits waits for what time alone brings, a minute and an hour pass; in the end it all waits for space. */
    await until("nothing more fitting", () => {
      const states = rig.intents().map(({ state }) => state);
      const entry = rig.store.entries.get(`${rig.vcenter}.waits`);
      const told = Object.values((entry?.value as { waits: Record<string, string[]> } | undefined)?.waits ?? {});
      const waiting = states.filter((state) => state === "requested").length;
      if (waiting + states.filter((state) => state === "done").length < count || told.length !== waiting) return undefined;
      const waitsFor = (word: string): boolean => told.every((reasons) => reasons.some((one) => one.includes(word)));
      if (waiting > 0 && waitsFor("must stay free")) return true;
      if (entry?.revision === stepped) return undefined;
      const step = told.some((reasons) => reasons.some((one) => one.includes("in an hour:"))) ? 3_660_000 : waitsFor("in a minute:") ? 120_000 : 0;
      passed += step;
      if (step > 0) stepped = entry?.revision;
      if (step > 0) rig.store.put("the clock", passed, rig.store.entries.get("the clock")?.revision ?? 0);
      return undefined;
    }, count * 3_000, 20).catch((error: unknown) => { throw new Error(`${String(error)} ${oddOnes(rig)} ${rig.troubles.map(String).join()}`); });
    quiet();
    // The limits were reached, and never passed.
    const { perDatastore: datastore, perHost: host, perCluster: cluster, perVcenter: vcenter, perMinute, perHour } = limits;
    expect({ ...truth.most, minute: truth.mostWithin(60_000), hour: truth.mostWithin(3_600_000) }).toEqual({ datastore, host, cluster, vcenter, minute: perMinute, hour: perHour });
    expect(truth.leastFree).toBeGreaterThanOrEqual(floorBytes);
    expect(truth.leastFree).toBeLessThan(floorBytes + copyBytes);
    const done = rig.intents().filter(({ state }) => state === "done");
    expect(rig.lab.control.effects("PromoteDisks_Task")).toHaveLength(done.length);
    expect(done.length).toBeGreaterThan(count / 2);
    // The rare policy has a fifth of the wishes and half of the early turns.
    const begun = rig.moves.filter(({ to }) => to === "prepared").slice(0, perMinute).map(({ id }) => rig.intent(id).request.policy);
    expect(begun.filter((name) => name === "rare").length).toBeGreaterThanOrEqual(Math.min(perMinute * 0.3, count / 5));
  } finally {
    await rig.stop();
  }
}, count * 3_500);

/** What neither is done nor waits for space. */
function oddOnes(rig: Rig): string {
  const { waits = {} } = (rig.store.entries.get(`${rig.vcenter}.waits`)?.value ?? {}) as { readonly waits?: Readonly<Record<string, readonly string[]>> };
  const odd = rig.intents().filter(({ state, request }) => state !== "done" && waits[request.id]?.some((reason) => reason.includes("must stay free")) !== true);
  return JSON.stringify(odd.slice(0, 20).map(({ request, state, story }) => [request.id, state, waits[request.id], story.slice(-4).map((one) => `${one.state}: ${one.reasons.join(" ")}`)]));
}
