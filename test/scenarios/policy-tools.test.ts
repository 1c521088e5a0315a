/** Policies edited and looked at beside a running tetherd on the lab: it takes edits by itself, tested first; it says what it rejects; shadow shows its worth. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { policyList } from "../../src/cli/policy-list.js";
import { shadowReportCommand } from "../../src/cli/shadow-report.js";
import { printed } from "../support/printed.js";
import { requiring } from "../support/requires.js";
import { startTetherd, tetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { alertsOf, readBus, type BusMessage } from "./support/bus.js";

requiring("nats-server", "python")("a running tetherd whose policy folder is edited", () => {
  const site = "tools";
  let lab: Lab, nats: NatsServer, daemon: Daemon, folder: string, env: Record<string, string>;
  const policy = (members: number): string => `policy: large-group\nmode: shadow\neach: group\nwhen: group.memberCount >= ${members}\nalert: { severity: warning, summary: '"large: " + group.name' }\n`;
  const rejections = async (): Promise<readonly BusMessage[]> => (await alertsOf(nats, site)).filter(({ subject }) => subject.endsWith("tetherd-policies-rejected"));
  const logged = async (words: RegExp): Promise<unknown> => until(`the log line ${String(words)}`, () => daemon.logs().find((line) => words.test(String(line["msg"]))));

  beforeAll(async () => {
    [lab, nats, folder] = await Promise.all([startLab({ estate: "config/estates/vdi-pool.yaml" }), startNatsServer(), mkdtemp(join(tmpdir(), "tetherd-tools-"))]);
    await writeFile(join(folder, "large-group.yaml"), policy(15));
    await writeFile(join(folder, "large-group.test.yaml"), "test: it\nestate: vdi-pool\nsteps: [{ expect: { alerts: [{ on: replica-win11, state: shadow }] } }]\n");
    const { userName, password } = lab.world.settings;
    env = { TETHERD_VCENTER_URL: lab.url, TETHERD_VCENTER_USERNAME: userName, TETHERD_VCENTER_PASSWORD: password, TETHERD_VCENTER_THUMBPRINT: lab.thumbprintSha256, TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: folder };
    daemon = await startTetherd({ env });
    await daemon.ready();
    env["TETHERD_HTTP_LISTEN"] = `127.0.0.1:${daemon.httpPort}`;
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([lab.stop(), nats.stop(), rm(folder, { recursive: true })]);
  });

  it("P10: keeps the last good set when the tests beside an edit fail, and tells it with file and line in an alert of its own", async () => {
    await writeFile(join(folder, "large-group.yaml"), policy(90));
    await logged(/^policies stay as they were/);
    const [rejection] = await until("the alert", async () => ((await rejections()).length > 0 ? rejections() : undefined));
    expect(rejection?.event.data).toMatchObject({ status: "firing", severity: "error", subject: { kind: "vcenter" }, annotations: { summary: expect.stringMatching(/large-group\.test\.yaml:3:\d+: test "it": expected shadow alert/) as string } });
    expect((await daemon.readyz()).body).toMatchObject({ ready: true, reasons: [expect.stringContaining("large-group.test.yaml:3")] });
    expect(await daemon.metrics()).toMatch(/tetherd_policies_rejected\S* 1/);
  });

  it("takes an edit into force by itself when it is whole and its tests pass, says what it changes, and resolves the alert", async () => {
    await writeFile(join(folder, "large-group.yaml"), policy(20));
    await logged(/^policies are loaded anew/);
    const all = await until("the end of the alert", async () => ((await rejections()).length > 1 ? rejections() : undefined));
    expect(all.at(-1)?.event.data).toMatchObject({ status: "resolved", reason: "mended" });
    expect(daemon.logs().find(({ msg }) => String(msg).startsWith("large-group is changed"))).toMatchObject({ scope: 1, matches: 1 });
  });

  it("tells what the policy in shadow would have told where no consumer of alerts looks, and the report reads it back", async () => {
    const [shadow] = await until("the shadow alert", async () => {
      const found = await readBus(nats, `tetherd.${site}.shadow.>`);
      return found.length > 0 ? found : undefined;
    });
    expect(shadow).toMatchObject({ subject: `tetherd.${site}.shadow.alert.warning.large-group`, event: { type: "io.tetherd.shadow.firing.v1", data: { annotations: { summary: "large: replica-win11" } } } });
    expect((await alertsOf(nats, site)).filter(({ subject }) => subject.endsWith("large-group"))).toEqual([]);
    const report = await printed(async () => shadowReportCommand({ env }, { since: "1h", json: true }));
    expect(JSON.parse(report.stdout)).toMatchObject([{ policy: "large-group", fired: 1, standing: 1, subjects: [{ name: "replica-win11", count: 1 }] }]);
  });

  it("is asked why, with timers, and what each policy holds and costs", async () => {
    const why = await tetherd(["explain", "large-group", "replica-win11"], env);
    const list = await printed(async () => policyList({ env }, { direct: false, daemon: undefined, follow: false, tell: () => undefined }, { json: true }));
    expect(why.stderr).toMatch(/read from the daemon/);
    expect(why.stdout).toMatch(/its condition holds[\s\S]*group\.memberCount >= 20 {2}= true[\s\S]*group\.memberCount {2}= 25[\s\S]*would fire \(shadow\) with warning since/);
    expect(JSON.parse(list.stdout)).toMatchObject([{ policy: "large-group", mode: "shadow", scope: 1, matches: 1, unknown: 0, firing: 1, evaluations: expect.any(Number) as number }]);
  });
});
