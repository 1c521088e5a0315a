// The vendor's figures for HA: what the model says of a cluster read over the wire, what the oracle says, and what the lab's HA does in many trials.
import { describe, expect, test } from "vitest";
import { failHost } from "../../../src/lab/ha/fail-host.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { startLab } from "../../../src/lab/start-lab.js";
import { groupCluster } from "../../lab/support/group-cluster.js";
import { findingsOf } from "./findings-of-inventory.js";
import { readFully } from "./follower.js";
import type { RiskFinding } from "./findings.js";
import { oracle } from "./oracle.js";
import { pictureOfLab } from "./picture-of-lab.js";

const trials = process.env["TETHERD_TEST_LONG"] === "1" ? 4_000 : 300;
/** Two-sided, one in ten thousand: a test that fails for chance alone would not be seen in years. */
const z = 3.9;

/** A group on the first `groupHosts` of a cluster of old hosts, which eight of them may open. */
async function modelled(clusterHosts: number, groupHosts: number, attempts: number | undefined): Promise<RiskFinding | undefined> {
  const hosts = Array.from({ length: clusterHosts }, (_, index) => `h${index + 1}`);
  const lab = await startLab({
    clock: { factor: 0 }, estate: estateOf({
      datacenters: [{
        name: "DC0", datastores: [{ name: "ds0", vmfs: 3 }],
        clusters: [{ name: "C0", drs: true, ha: { enabled: true, ...(attempts === undefined ? {} : { options: { "das.maxvmrestartcount": String(attempts) } }) }, hosts: hosts.map((name) => ({ name, version: "5.0.0" })) }],
        vms: [{ name: "gold", snapshots: ["v1"], hosts: ["h1"] }, { name: `desk-{1..${groupHosts}}`, from: "gold@v1", power: "on", hosts: hosts.slice(0, groupHosts) }],
      }],
    }),
  });
  try {
    const { inventory } = await readFully(lab);
    const found = findingsOf(inventory);
    expect(found).toEqual(oracle(pictureOfLab(lab.world)));
    return found.groups[0]?.risk;
  } finally {
    await lab.stop();
  }
}

/** Of many failures of a host of the group: the share after which HA gave its VM up. */
function tried(clusterHosts: number, groupHosts: number, attempts: number | undefined, failedHostKeepsFiles: boolean): number {
  let lost = 0;
  for (let seed = 1; seed <= trials; seed++) {
    const { world, cluster, all, members } = groupCluster(clusterHosts, groupHosts, { seed, failedHostKeepsFiles });
    const failed = all[seed % groupHosts];
    const vm = members[seed % groupHosts];
    if (failed === undefined || vm === undefined) throw new TypeError("no host");
    if (attempts !== undefined) cluster.das.options.set("das.maxvmrestartcount", String(attempts));
    failHost(world, failed);
    world.clock.advance(600_000);
    if (vm.connectionState !== "connected") lost++;
  }
  return lost / trials;
}

/** Wilson's interval for a share seen in so many trials. */
function interval(share: number): readonly [number, number] {
  const middle = (share + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half = (z / (1 + z ** 2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return [middle - half, middle + half];
}

describe("the restart risk of a group on eight hosts, as the model reads it from vCenter,", () => {
  test.each([8, 9, 10, 11, 12])("is none in a cluster of %i hosts, with five attempts", async (clusterHosts) => {
    expect(await modelled(clusterHosts, 8, undefined)).toEqual({ slotFree: 0, slotHeld: 0 });
  });

  test("is one in 792 in a cluster of 13 hosts: C(5,5) of C(12,5)", async () => {
    expect(await modelled(13, 8, undefined)).toEqual({ slotFree: 0, slotHeld: 0.001262626263 });
  });

  test("begins at twelve hosts with four attempts, and needs six attempts to be none at thirteen and fourteen", async () => {
    expect(await modelled(12, 8, 4)).toMatchObject({ slotHeld: 0.00303030303 });
    expect(await modelled(13, 8, 6)).toEqual({ slotFree: 0, slotHeld: 0 });
    expect((await modelled(14, 8, 6))?.slotHeld).toBeGreaterThan(0);
  });
});

describe("the lab's HA, tried often,", () => {
  test.each([[9, 8, undefined], [12, 8, undefined], [13, 8, undefined], [16, 8, undefined], [24, 8, undefined], [12, 8, 2], [16, 7, 3]] as const)(
    "loses VMs as often as the model says: %i hosts, %i of them in the group, attempts %s", async (clusterHosts, groupHosts, attempts) => {
      const risk = await modelled(clusterHosts, groupHosts, attempts);
      for (const [expected, keepsFiles] of [[risk?.slotHeld, true], [risk?.slotFree, false]] as const) {
        const share = tried(clusterHosts, groupHosts, attempts, keepsFiles);
        const [low, high] = interval(share);
        if (expected === 0) expect(share).toBe(0);
        else expect(low <= (expected ?? Number.NaN) && (expected ?? Number.NaN) <= high, `${expected ?? "unknown"} is not in ${low} to ${high}`).toBe(true);
      }
    });
});
