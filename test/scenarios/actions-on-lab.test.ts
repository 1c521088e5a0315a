/**
 * The mission's story with nothing mocked: a snapshot is removed on the host and leaves a level, the policy asks, the daemon folds it, looks again, and says each
 * step on JetStream; with an approval from the real nats command line where the policy only proposes; and with SIGKILL on the way. What really happened is the
 * lab's own count of effects.
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { natsCli } from "../../scripts/servers/nats-cli.mjs";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { requiring } from "../support/requires.js";
import { startCommand, startTetherd, tetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { actionsOf, alertsOf, readBus } from "./support/bus.js";
import { randomFrom } from "./support/random.js";

const seed = Number(process.env["TETHERD_TEST_SEED"] ?? Date.now() % 1_000_000);
const kills = process.env["TETHERD_TEST_LONG"] === undefined ? 2 : 30;

const policies = `
policy: promote-after-snapshot-removal
mode: enforce
each: vm
where: { name: ["desk-0*"] }
on: [vm.snapshot-removed]
when: vm.disks.exists(d, d.unneededLevels > 0) && !vm.busy
do: { promote: { unlink: false, disks: "vm.disks.filter(d, d.unneededLevels > 0).map(d, d.key)" } }
limits: { perDatastore: 4, perHost: 2 }
verify: { within: 1m, that: "vm.disks.all(d, d.unneededLevels == 0)" }
---
policy: propose-after-snapshot-removal
mode: propose
each: vm
where: { name: ["desk-1*"] }
on: [vm.snapshot-removed]
when: vm.disks.exists(d, d.unneededLevels > 0) && !vm.busy
do: { promote: { unlink: false } }
---
policy: tidy
mode: enforce
each: vm
where: { name: ["desk-2*"] }
when: vm.snapshots.exists(s, s.name == "tidy-me") && !vm.busy
do: { remove-snapshot: { which: all } }
limits: { perVcenter: 10 }
`;

requiring("nats-server", "nats", "python")(`actions on the lab (TETHERD_TEST_SEED=${seed})`, () => {
  const site = "acting";
  let lab: Lab, nats: NatsServer, daemon: Daemon, env: Record<string, string>;

  beforeAll(async () => {
    [lab, nats] = await Promise.all([startLab({ estate: "config/estates/vdi-pool.yaml", settings: { taskBaseMs: 300 } }), startNatsServer()]);
    const folder = await mkdtemp(join(tmpdir(), "tetherd-policies-"));
    await writeFile(join(folder, "policies.yaml"), policies);
    const { userName, password } = lab.world.settings;
    await writeFile(join(folder, "settings.conf"), "actions: { settle: 3s, retry: 1s, touchAtMost: 4, touchAtMostPercent: 1 }\nwatch: { historyInterval: 1s, settle: 500ms, maxWait: 2s }\n");
    env = {
      TETHERD_CONFIG: join(folder, "settings.conf"), TETHERD_VCENTER_URL: lab.url, TETHERD_VCENTER_USERNAME: userName, TETHERD_VCENTER_PASSWORD: password, TETHERD_VCENTER_THUMBPRINT: lab.thumbprintSha256,
      TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: folder, TETHERD_ACTIONS_ENABLED: "true",
    };
    daemon = await startTetherd({ env });
    await daemon.ready();
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([lab.stop(), nats.stop()]);
  });

  const levels = (vm: string): number => lab.control.vm(vm).disks[0]?.chain.length ?? 0;
  const effects = (vm: string): number => lab.control.effects("PromoteDisks_Task", vm).length;
  const loseSnapshotOnHost = async (vm: string): Promise<void> => {
    await lab.control.operate({ on: vm, method: "CreateSnapshot_Task", args: { name: "before-update", memory: false, quiesce: false } });
    await until(`the snapshot of ${vm} being seen`, async () => ((await messagesOf("fact", "vm.snapshot-created", vm)) > 0 ? true : undefined));
    await lab.control.operate({ on: `${vm}@before-update`, method: "RemoveSnapshot_Task", args: { removeChildren: false }, via: "host" });
  };
  const messagesOf = async (family: string, kind: string, vm: string): Promise<number> => {
    return (await readBus(nats, `tetherd.${site}.${family}.${kind}`)).filter(({ event }) => event.subject === lab.control.vm(vm).id).length;
  };
  const statesOf = async (vm: string): Promise<readonly string[]> => {
    const { id } = lab.control.vm(vm);
    return (await actionsOf(nats, site)).filter(({ event }) => event.subject === id).map(({ event }) => String(event.data["state"]));
  };

  it("folds the level that a snapshot removed on the host left, verifies it, and tells each step with cause and reasons", async () => {
    const before = levels("desk-01");
    await loseSnapshotOnHost("desk-01");
    expect(levels("desk-01")).toBe(before + 1);
    await until("the action having succeeded", async () => ((await statesOf("desk-01")).includes("succeeded") ? true : undefined))
      .catch((error: unknown) => { throw new Error(`${String(error)}\n${daemon.text().slice(-6_000)}`); });
    expect(await statesOf("desk-01")).toEqual(["requested", "prepared", "started", "running", "verifying", "succeeded"]);
    expect([levels("desk-01"), effects("desk-01")]).toEqual([before, 1]);
    const told = (await actionsOf(nats, site)).filter(({ event }) => event.subject === lab.control.vm("desk-01").id);
    for (const { event } of told) expect(event.data).toMatchObject({ verb: "promote", policy: "promote-after-snapshot-removal", cause: { via: "host" } });
    expect(told.at(-1)?.event.data["reasons"]).toEqual(["No disk of desk-01 has a level that nobody needs.", "It holds that vm.disks.all(d, d.unneededLevels == 0)."]);
    expect(told.at(-1)?.event.data["outcome"]).toMatchObject({ chains: [{ vm: "desk-01", before: before + 1, after: before }], lostSharing: [], differences: [], seconds: expect.any(Number) as number });
    expect(told.at(-1)?.event.data).toMatchObject({ operation: "PromoteDisks_Task", task: lab.control.effects("PromoteDisks_Task", "desk-01")[0]?.task?.value });
  });

  it("waits for an approval where the policy proposes, takes it from the nats command line once, and refuses it when it is replayed (S12)", async () => {
    await loseSnapshotOnHost("desk-10");
    const offered = await until("the offer", async () => (await actionsOf(nats, site)).find(({ event }) => event.type === "io.tetherd.action.offered.v1"));
    expect(effects("desk-10")).toBe(0);
    const command = JSON.stringify({ id: "chat-1", sender: "ann", at: new Date().toISOString(), action: offered.event.data["id"], hash: offered.event.data["approvalHash"] });
    const reply = JSON.parse(await natsCli(nats, "request", "--raw", `tetherd.${site}.command.approve`, command)) as Record<string, unknown>;
    expect(reply).toMatchObject({ ok: true, message: "promote of desk-10 is approved." });
    await until("the action having succeeded", async () => ((await statesOf("desk-10")).includes("succeeded") ? true : undefined));
    expect(effects("desk-10")).toBe(1);
    expect(await statesOf("desk-10")).toEqual(["proposed", "offered", "approved", "prepared", "started", "running", "verifying", "succeeded"]);
    expect(JSON.parse(await natsCli(nats, "request", "--raw", `tetherd.${site}.command.approve`, command))).toMatchObject({ ok: false, code: "COMMAND_REPLAYED" });
    const again = JSON.stringify({ id: "chat-2", sender: "bob", at: new Date().toISOString(), action: offered.event.data["id"] });
    expect(JSON.parse(await natsCli(nats, "request", "--raw", `tetherd.${site}.command.approve`, again))).toMatchObject({ ok: false, message: expect.stringMatching(/^ann approved it at .*; it is done now\.$/) as string });
  });

  it("is done by hand with a dry run first, and held by a pause while alerts go on; a policy that wants too much then is held until a person has looked", async () => {
    await lab.control.operate({ on: "desk-03", method: "CreateSnapshot_Task", args: { name: "by-hand", memory: false, quiesce: false } });
    await until("the snapshot being seen", async () => ((await messagesOf("fact", "vm.snapshot-created", "desk-03")) > 0 ? true : undefined));
    await until("the call, once the daemon knows that its task has ended", async () => {
      const dry = await tetherd(["act", "remove-snapshot", "--vm", "desk-03", "--set", "which=all", "--dry-run"], env);
      expect(dry.code, dry.stderr).toBe(0);
      return dry.stdout.includes("RemoveAllSnapshots_Task") ? true : undefined;
    });
    expect(lab.control.vm("desk-03").snapshots).toHaveLength(1);
    expect((await tetherd(["pause", "--reason", "audit", "--sender", "ann"], env)).stdout).toContain("No action is begun any more");
    const asked = await tetherd(["act", "remove-snapshot", "--vm", "desk-03", "--set", "which=all", "--yes", "--no-wait"], env);
    expect(asked.code, asked.stderr).toBe(0);
    await until("the list saying what it waits for", async () => ((await tetherd(["actions", "list"], env)).stdout.includes("waits: Actions are paused by ann: audit.") ? true : undefined));
    expect(lab.control.vm("desk-03").snapshots).toHaveLength(1);
    const many = ["desk-20", "desk-21", "desk-22", "desk-23", "desk-24"];
    for (const vm of many) await lab.control.operate({ on: vm, method: "CreateSnapshot_Task", args: { name: "tidy-me", memory: false, quiesce: false } });
    await until("all being asked for", async () => ((await readBus(nats, `tetherd.${site}.action.remove-snapshot.requested`)).filter(({ event }) => event.data["policy"] === "tidy").length === many.length ? true : undefined));
    expect((await tetherd(["resume"], env)).code).toBe(0);
    await until("the snapshot being removed", () => (lab.control.vm("desk-03").snapshots.length === 0 ? true : undefined));
    const list = await until("all the others waiting for a person", async () => {
      const { stdout } = await tetherd(["actions", "list"], env);
      return stdout.match(/waits: Policy tidy is held: it wants to act on 5 objects within an hour, and 4 are allowed/g)?.length === many.length ? stdout : undefined;
    });
    expect(list).toMatch(/^HELD tidy: /m);
    const held = async (): Promise<readonly unknown[]> => (await alertsOf(nats, site)).map(({ event }) => [event.data["status"], event.data["policy"], (event.data["labels"] as Record<string, unknown>)["alertname"]]);
    expect(await held()).toEqual([["firing", "tidy", "tetherd-policy-held"]]);
    const unwanted = /^(\w+) .* remove-snapshot desk-21 /m.exec(list)?.[1] ?? "";
    expect((await tetherd(["actions", "refuse", unwanted, "--reason", "it is in use", "--sender", "ann"], env)).stdout).toBe("remove-snapshot of desk-21 is refused.\n");
    expect((await tetherd(["resume", "--policy", "tidy", "--sender", "ann"], env)).stdout).toBe("Policy tidy may act again.\n");
    await until("the others being done", () => (many.filter((vm) => lab.control.vm(vm).snapshots.length > 0).length === 1 ? true : undefined), 30_000, 20);
    await until("the alert being over", async () => ((await held()).length === 2 ? true : undefined));
    expect(await held()).toEqual([["firing", "tidy", "tetherd-policy-held"], ["resolved", "tidy", "tetherd-policy-held"]]);
    expect([lab.control.vm("desk-21").snapshots.length, (await statesOf("desk-21")).at(-1)]).toEqual([1, "refused"]);
  });

  it("is followed on the command line, left running by Ctrl-C, ended by a person who is named, and tried again after a failure", async () => {
    const wish = ["act", "promote", "--vm", "desk-07", "--set", "unlink=true", "--yes"];
    const looking = startCommand(wish, env);
    await until("the bar", () => (/running \[#+\.*\] \d+ % {2}[\d.]+ [KMG]iB of [\d.]+ GiB, [\d.]+ [KMG]iB\/s, about \w+ left/.test(looking.stdout()) ? true : undefined), 60_000, 50);
    const left = await looking.end("SIGINT");
    const id = /tetherd actions show (\w+)/.exec(left.stdout)?.[1] ?? "";
    expect([left.code, left.stdout]).toEqual([0, expect.stringContaining(`The action goes on. See: tetherd actions show ${id}; to end it: tetherd actions cancel ${id}`)]);
    expect((await tetherd(["actions", "cancel", id, "--sender", "ann"], env)).stdout).toContain("promote of desk-07 is at work; vCenter is asked to cancel its task.");
    await until("its end", async () => ((await statesOf("desk-07")).includes("cancelled") ? true : undefined));
    expect((await tetherd(["actions", "show", id], env)).stdout).toMatch(/cancelled by ann \(task-\d+\)\n {4}ann had it cancelled\./);
    expect(effects("desk-07")).toBe(0);
    lab.control.planNuisance({ kind: "task-fails", method: "CreateSnapshot_Task", fault: "FileLocked", faultFields: { file: "[ds] desk-07/desk-07.vmdk" } });
    const failed = await tetherd(["act", "create-snapshot", "--vm", "desk-07", "--set", "name=by-hand", "--yes"], env);
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringMatching(/create-snapshot desk-07: failed\n {2}vCenter refused or failed with FileLocked: the file \[ds\] desk-07\/desk-07\.vmdk is locked by somebody else\./)]);
    const again = /as action (\w+)/.exec(failed.stdout)?.[1] ?? "";
    expect((await tetherd(["actions", "retry", again], env)).stdout).toContain("is tried again as soon as it may begin");
    await until("the second try", async () => ((await statesOf("desk-07")).includes("succeeded") ? true : undefined));
    expect(lab.control.vm("desk-07").snapshots).toHaveLength(1);
  });

  it("does everything once when it is killed on the way (P1)", async () => {
    const random = randomFrom(seed);
    const vms = ["desk-04", "desk-05", "desk-06"];
    for (const vm of vms) await loseSnapshotOnHost(vm);
    for (let kill = 0; kill < kills; kill++) {
      await pause(random() * 1_500);
      await daemon.kill();
      daemon = await startTetherd({ env });
      if (kill % 3 === 2) await daemon.ready();
    }
    for (const vm of vms) await until(`${vm} being done`, async () => ((await statesOf(vm)).includes("succeeded") ? true : undefined), 90_000)
      .catch((error: unknown) => { throw new Error(`${String(error)}\n${daemon.text().slice(-6_000)}`); });
    for (const vm of vms) expect([vm, effects(vm)]).toEqual([vm, 1]);
    const ids = (await actionsOf(nats, site)).map(({ msgId }) => msgId);
    expect(new Set(ids).size).toBe(ids.length);
  }, 180_000);
});
