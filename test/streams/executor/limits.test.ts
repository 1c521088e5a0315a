/**
 * Many unlinking promotes asked for at once by two policies under every limit there is: never above any of them in the lab's own truth, the free space never
 * below the floor, and one of each policy in turn.
 */
import { expect, it } from "vitest";
import { until } from "../../support/until.js";
import { policiesOf, quickRules, Rig } from "./rig.js";

const count = process.env["TETHERD_TEST_LONG"] === undefined ? 60 : 500;
const GiB = 1024 ** 3;

it(`${count} promotes asked for at once stay under every limit, leave the floor free, and are fair`, async () => {
  const policy = (name: string): string => `policy: ${name}\nmode: enforce\neach: vm\nwhen: vm.disks.exists(d, d.depth > 1)\ndo: { promote: { unlink: true } }\nlimits: { perVcenter: 100, keepFree: 20% }\n`;
  // Each takes 2 GiB; the floor is a fifth. What is left is enough for two thirds of them.
  const size = Math.ceil((2 + (count * 2 * 2) / 3) / 0.8) + 8;
  const rig = await Rig.start({
    vms: 0, taskMs: 30, rules: { verifyWithinMs: 120_000, limits: { ...quickRules.limits, perDatastore: 5, perHost: 2, perCluster: 3, perVcenter: 6 } },
    datacenter: {
      datastores: [{ name: "ds0", size: `${size} GiB` }], clusters: [{ name: "C0", hosts: ["h0", "h1"] }, { name: "C1", hosts: ["h2", "h3"] }],
      vms: [{ name: "gold", disks: [{ size: "10 GiB", used: "2 GiB" }], snapshots: ["v1"] }, { name: `vm{1..${count}}`, from: "gold@v1", hosts: ["h{0..3}"] }],
    },
  });
  rig.policies = policiesOf(`${policy("fold")}---\n${policy("rare")}`);
  try {
    const { world } = rig.lab;
    const [store] = [...world.all("Datastore")];
    const seen = { datastore: 0, host: 0, cluster: 0, leastFree: Infinity };
    const look = (): void => {
      const running = [...world.tasks.all()].filter((task) => task.name === "PromoteDisks_Task" && (task.state === "running" || task.state === "queued"));
      const perHost = new Map<string, number>();
      for (const task of running) {
        const host = [...world.all("VirtualMachine")].find((vm) => vm.ref.value === task.entity?.value)?.host ?? "";
        perHost.set(host, (perHost.get(host) ?? 0) + 1);
      }
      seen.datastore = Math.max(seen.datastore, running.length);
      seen.host = Math.max(seen.host, ...perHost.values());
      const inCluster = (name: string): number => [...world.all("HostSystem")].filter(({ parent }) => world.find("ClusterComputeResource", parent?.value)?.name === name).reduce((sum, { ref }) => sum + (perHost.get(ref.value) ?? 0), 0);
      seen.cluster = Math.max(seen.cluster, inCluster("C0"), inCluster("C1"));
      const used = [...world.files.filesOn(store?.ref.value ?? "")].reduce((sum, file) => sum + file.sizeBytes, 0);
      seen.leastFree = Math.min(seen.leastFree, size * GiB - used);
    };
    const quiet = world.changes.onChange(look);
    for (let index = 1; index <= count; index++) {
      const name = index % 5 === 0 ? "rare" : "fold";
      rig.ask(`vm${index}`, { params: { unlink: true }, policy: name });
    }
    rig.execute();
    rig.execute();
    const settled = await until("nothing more fitting", () => {
      const states = rig.intents().map(({ state }) => state);
      const told = Object.values((rig.store.entries.get(`${rig.vcenter}.waits`)?.value as { waits: Record<string, string[]> } | undefined)?.waits ?? {});
      const waiting = states.filter((state) => state === "requested").length;
      return waiting + states.filter((state) => state === "done").length === count && waiting > 0 && told.length === waiting && told.every((reasons) => reasons.some((one) => one.includes("must stay free"))) ? states : undefined;
    }, count * 2_000, 20).catch((error: unknown) => { throw new Error(`${String(error)} ${JSON.stringify(rig.store.entries.get(`${rig.vcenter}.waits`)?.value).slice(0, 1_000)} ${rig.troubles.map(String).join()}`); });
    quiet();
    expect([seen.datastore <= 5, seen.host <= 2, seen.cluster <= 3], JSON.stringify(seen)).toEqual([true, true, true]);
    // The limits were reached, not only kept.
    expect([seen.datastore >= 3, seen.host, seen.cluster], JSON.stringify(seen)).toEqual([true, 2, 3]);
    expect(seen.leastFree).toBeGreaterThanOrEqual(size * GiB * 0.2);
    expect(settled.filter((state) => state === "done").length).toBe(rig.lab.control.effects("PromoteDisks_Task").length);
    expect(settled.filter((state) => state === "done").length).toBeGreaterThan(count / 3);
    // The rare policy has a fifth of the wishes and half of the early turns.
    const begun = rig.moves.filter(({ to }) => to === "prepared").slice(0, 20).map(({ id }) => rig.intent(id).request.policy);
    expect(begun.filter((name) => name === "rare").length).toBeGreaterThanOrEqual(6);
  } finally {
    await rig.stop();
  }
}, count * 2_500);
