/**
 * What alerts promise, with nothing mocked: one daemon over all estates of the lab and the whole library; a storm, a silence, an alert that flaps, a rejected folder,
 * a vCenter taken out of the settings. nats-py reads it all, and every message is held against the published schemas.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { silenceAdd } from "../../src/cli/silence.js";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { printed } from "../support/printed.js";
import { mistakesOf } from "../support/published-schemas.js";
import { requiring } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { readBus, type BusMessage } from "./support/bus.js";

const off = 'policy: off\nmode: enforce\neach: vm\nwhere: { name: ["desk-0*"] }\nwhen: vm.powerState == "poweredOff"\nalert: { severity: warning, storm: { above: 3, within: 1h } }\n';
const restless = 'policy: restless\nmode: enforce\neach: vm\nwhere: { name: [desk-24] }\nwhen: vm.powerState == "poweredOff"\nalert: { severity: info }\n';

requiring("nats-server", "python")("alerts of a daemon over four vCenters", () => {
  const site = "alerts";
  let labs: readonly Lab[], nats: NatsServer, daemon: Daemon, folder: string, env: Record<string, string>, messages: readonly BusMessage[];
  const logged = (words: RegExp): number => daemon.logs().filter(({ msg }) => words.test(String(msg))).length;
  const waited = async (words: RegExp, times = 1): Promise<unknown> => until(`${times} times ${String(words)}`, () => (logged(words) >= times ? true : undefined), 60_000);
  const alerts = (policy?: string): readonly Alert[] => messages.filter(({ event }) => event.type.startsWith("io.tetherd.alert.")).map(({ event }) => event.data as unknown as Alert).filter((alert) => policy === undefined || alert.policy === policy);

  async function begin(count: number): Promise<void> {
    const vcenters = labs.slice(4 - count).map(({ url, thumbprintSha256, world: { settings: { userName } } }, index) => `{ name: lab-${5 - count + index}, url: "${url}", username: "${userName}", passwordFile: "${join(folder, "secret")}", thumbprint: "${thumbprintSha256}" }`);
    await writeFile(join(folder, "settings.conf"), `vcenters: [${vcenters.join(", ")}]\nwatch: { historyInterval: 1s, settle: 500ms, maxWait: 2s, forgetAfter: 2s }\n`);
    daemon = await startTetherd({ env });
    await daemon.ready();
  }

  beforeAll(async () => {
    [nats, folder, ...labs] = await Promise.all([startNatsServer(), mkdtemp(join(tmpdir(), "tetherd-alerts-")), ...["vdi-pool", "broken", "old-mixed", "lab-farm-nested"].map((name, seed) => startLab({ estate: `config/estates/${name}.yaml`, seed, settings: { taskBaseMs: 0 } }))]);
    await writeFile(join(folder, "secret"), labs[0]?.world.settings.password ?? "");
    await writeFile(join(folder, "own.yaml"), `${off}---\n${restless}---\n${off.replace("policy: off", "policy: would-tell").replace("enforce", "shadow")}`);
    for (const name of (await readdir("config/library")).filter((one) => one.endsWith(".yaml") && !one.endsWith(".test.yaml"))) {
      await writeFile(join(folder, name), (await readFile(join("config/library", name), "utf8")).replace(/^for: .*$/gm, "for: 0s"));
    }
    env = { TETHERD_CONFIG: join(folder, "settings.conf"), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: folder };
    await begin(4);
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([...labs.map(async (lab) => lab.stop()), nats.stop(), rm(folder, { recursive: true })]);
  });

  it("live through a storm, a silence, a rejected folder and a vCenter that is taken out of the settings, and nothing is lost", { timeout: 180_000 }, async () => {
    const power = async (on: boolean, vm: string): Promise<unknown> => labs[0]?.control.operate({ on: vm, method: on ? "PowerOnVM_Task" : "PowerOffVM_Task", args: {} });
    for (let n = 1; n <= 5; n++) await power(false, `desk-0${n}`);
    await waited(/^alert fired: off: /, 5);
    for (let turn = 1; turn <= 4; turn++) {
      await power(false, "desk-24");
      await waited(/^alert fired: restless/, turn);
      if (turn === 4) break;
      await power(true, "desk-24");
      await waited(/^alert resolved: restless/, turn);
    }
    await power(true, "desk-24");
    expect((await printed(async () => silenceAdd({ env }, ["policy=off"], { comment: "work on the pool", for: "1h" }))).code).toBe(0);
    await waited(/^alert silenced: /, 6);
    await writeFile(join(folder, "wrong.yaml"), "policy: wrong\n");
    await waited(/^alert fired: Policies in /);
    await rm(join(folder, "wrong.yaml"));
    await waited(/^alert resolved: Policies in /);
    await daemon.stop();
    await begin(3);
    await waited(/^vCenter lab-1 is watched no more/);
    messages = (await Promise.all(["alert.>", "shadow.>", "heartbeat", "fact.>"].map(async (one) => readBus(nats, `tetherd.${site}.${one}`)))).flat();
  });

  it("are all as the published schemas say, whatever their kind", () => {
    expect(messages.flatMap(({ event, subject }) => mistakesOf(event).map((mistake) => ({ subject, mistake })))).toEqual([]);
    expect([...new Set(messages.map(({ event }) => event.type))]).toEqual(expect.arrayContaining(["alert.firing", "alert.resolved", "shadow.firing", "shadow.resolved", "heartbeat", "fact.vm.power-changed"].map((one) => `io.tetherd.${one}.v1`)));
    expect([...new Set(alerts().map(({ transitionKind }) => transitionKind))]).toEqual(expect.arrayContaining(["fired", "silenced", "resolved"]));
    expect(new Set(alerts().map(({ policy }) => policy)).size).toBeGreaterThan(7);
  });

  it("are numbered without a hole, and whatever fired in the vCenter that left is resolved, with the reason", () => {
    const histories = new Map<string, Alert[]>();
    for (const alert of alerts()) histories.set(alert.fingerprint, [...(histories.get(alert.fingerprint) ?? []), alert]);
    for (const history of histories.values()) expect(history.map(({ transition }) => transition)).toEqual(history.map((_, index) => index + 1));
    const gone = alerts("off")[0]?.labels["vcenter"];
    const last = [...histories.values()].map((history) => history.at(-1)).filter((alert) => alert?.labels["vcenter"] === gone);
    expect(last.map((alert) => alert?.status)).toEqual(last.map(() => "resolved"));
    expect(last.filter((alert) => alert?.policy === "off").map((alert) => alert?.reason).sort()).toEqual(["none of its members fires any more", ...Array<string>(5).fill("vCenter removed from the settings")]);
  });

  it("make one storm of many, with each member by itself beside it, silenced like them", () => {
    const storms = alerts("off").filter(({ members }) => members !== undefined);
    expect(new Set(storms.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    const joined = new Set(alerts("off").filter(({ storm }) => storm === storms[0]?.fingerprint).map(({ subject }) => subject.name));
    expect([...joined].sort()).toEqual(["desk-01", "desk-02", "desk-03", "desk-04", "desk-05"]);
    expect(storms.some(({ silencedBy, transitionKind }) => transitionKind === "silenced" && silencedBy?.length === 1)).toBe(true);
    expect(storms.filter(({ status }) => status === "firing").at(-1)?.members).toMatchObject({ count: 5, omitted: 0 });
  });

  it("hold what comes and goes, and tell once for all vCenters that a folder is rejected", () => {
    expect(alerts("restless").some(({ flapping }) => flapping === true)).toBe(true);
    expect(alerts("tetherd-policies-rejected").map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });
});
