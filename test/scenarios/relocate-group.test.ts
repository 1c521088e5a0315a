/**
 * A whole clone group moves to another datastore while it stays linked, asked for by hand: the daemon is killed on the way (three times in the long share), one member cannot be moved,
 * and a person lets it go on. Each member is moved once by the lab's own count, and all of them still stand on the same files.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { estateOf } from "../../src/lab/estates/load-estate.js";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { requiring } from "../support/requires.js";
import { startTetherd, tetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { actionsOf } from "./support/bus.js";

/** The one they are linked to is among them. */
const { members, kills } = process.env["TETHERD_TEST_LONG"] === undefined ? { members: 6, kills: [0.5] } : { members: 200, kills: [0.1, 0.35, 0.6] };

requiring("nats-server", "python")(`a clone group of ${members} is relocated`, () => {
  const site = "moving";
  let lab: Lab, nats: NatsServer, daemon: Daemon, env: Record<string, string>;

  beforeAll(async () => {
    const vms = [{ name: "gold", disks: [{ size: "20 GiB", used: "8 GiB" }], snapshots: ["v1"] }, { name: `desk{1..${members - 1}}`, from: "gold@v1", written: "100 MiB" }];
    const datacenter = { datastores: [{ name: "slow", size: "4 TiB" }, { name: "fast", size: "4 TiB" }], clusters: [{ name: "C0", hosts: ["h{0..3}"] }], vms };
    [lab, nats] = await Promise.all([startLab({ estate: estateOf({ datacenters: [datacenter] }), settings: { taskBaseMs: 150, copyBytesPerSecond: 0 } }), startNatsServer()]);
    const folder = await mkdtemp(join(tmpdir(), "tetherd-policies-"));
    await writeFile(join(folder, "settings.conf"), "actions: { settle: 2s, retry: 1s }\nwatch: { historyInterval: 1s, settle: 200ms, maxWait: 2s }\n");
    const { userName, password } = lab.world.settings;
    env = {
      TETHERD_CONFIG: join(folder, "settings.conf"), TETHERD_VCENTER_URL: lab.url, TETHERD_VCENTER_USERNAME: userName, TETHERD_VCENTER_PASSWORD: password, TETHERD_VCENTER_THUMBPRINT: lab.thumbprintSha256,
      TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: folder, TETHERD_ACTIONS_ENABLED: "true",
    };
    daemon = await startTetherd({ env });
    await daemon.ready(120_000);
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([lab.stop(), nats.stop()]);
  });

  const moved = (): number => lab.control.effects("RelocateVM_Task").length;
  const untilMoved = async (count: number): Promise<true> => until(`${count} members being moved`, () => (moved() >= count ? true : undefined), 60_000 + members * 2_000, 10)
    .catch((error: unknown) => { throw new Error(`${String(error)}; ${moved()} are\n${daemon.text().slice(-4_000)}`); });
  const untilState = async (state: string): Promise<Readonly<Record<string, unknown>>> => until(`the action being told as ${state}`, async () => (await actionsOf(nats, site)).findLast(({ event }) => event.data["state"] === state)?.event.data, 60_000 + members * 2_000)
    .catch((error: unknown) => { throw new Error(`${String(error)}\n${daemon.text().slice(-6_000)}`); });

  it("once each, through kills and a failure that stops it where it stands, until a person lets it go on", async () => {
    const unlucky = lab.control.vm(`desk${Math.ceil(members * 0.8)}`).id;
    lab.control.planNuisance({ kind: "task-fails", method: "RelocateVM_Task", object: unlucky, fault: "NoDiskSpace" });
    const asked = await tetherd(["act", "relocate-group", "--group", "gold", "--set", "datastore=fast", "--yes", "--no-wait", "--sender", "ann"], env);
    expect(asked.code, asked.stderr + asked.stdout).toBe(0);
    for (const part of kills) {
      await untilMoved(Math.ceil(members * part));
      await daemon.kill();
      daemon = await startTetherd({ env });
    }
    const failed = await untilState("failed");
    const before = moved();
    expect(failed["reasons"]).toEqual([expect.stringContaining("there is not enough space"), expect.stringContaining("Free space"), expect.stringMatching(new RegExp(`^${before} of ${members} members of clone group gold are on fast; next is desk\\d+\\.$`))]);
    expect(before).toBeLessThan(members);
    expect((await tetherd(["actions", "list", "--all"], env)).stdout).toContain(`${before} of ${members} members`);
    const id = String(failed["id"]);
    const retried = await tetherd(["actions", "retry", id, "--sender", "ann"], env);
    expect(retried.code, retried.stderr).toBe(0);
    const done = await untilState("succeeded");
    expect(done["reasons"]).toEqual([`${members} of ${members} members of clone group gold are on fast.`]);
    const names = ["gold", ...Array.from({ length: members - 1 }, (_, index) => `desk${index + 1}`)];
    expect(names.map((name) => [name, lab.control.effects("RelocateVM_Task", name).length])).toEqual(names.map((name) => [name, 1]));
    // Nothing of it is left behind, and everybody still stands on the one file.
    expect(lab.control.files("slow").filter(({ kind }) => kind === "disk")).toEqual([]);
    expect(new Set(names.slice(1).map((name) => lab.control.vm(name).disks[0]?.chain.at(-1)?.file)).size).toBe(1);
    expect(lab.control.vm("gold").disks[0]?.chain.at(-1)?.users).toHaveLength(members);
    const told = (await tetherd(["actions", "show", id], env)).stdout;
    for (const words of ["ann", "there is not enough space", "wants it tried again"]) expect(told).toContain(words);
    const ids = (await actionsOf(nats, site)).map(({ msgId }) => msgId);
    expect(new Set(ids).size).toBe(ids.length);
  }, 120_000 + members * 8_000);
});
