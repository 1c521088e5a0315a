/** What goes wrong on the first day: each ends in one clear sentence with place and cure. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startVcsim, type Vcsim } from "../../scripts/servers/vcsim.mjs";
import { doctor } from "../../src/cli/doctor.js";
import { printed, type Printed } from "../support/printed.js";
import { requiring } from "../support/requires.js";
import { startTetherd, tetherd } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { vcenterEnv } from "./support/estate.js";

const password = "wrong-canary-password";

const doctorHere = (env: Record<string, string>): Promise<Printed> => printed(async () => doctor({ env }));

requiring("nats-server", "vcsim", "govc")("tetherd doctor and run, when something is wrong,", () => {
  let vcsim: Vcsim, esx: Vcsim, nats: NatsServer, plain: NatsServer, narrow: NatsServer;
  let good: Record<string, string>;

  beforeAll(async () => {
    [vcsim, esx, nats, plain, narrow] = await Promise.all([
      startVcsim({ vms: 1 }), startVcsim({ esx: true }), startNatsServer(), startNatsServer({ jetstream: false }),
      startNatsServer({ config: 'authorization { users: [ { user: "t", password: "t", permissions: { publish: { deny: ["$JS.API.STREAM.CREATE.>"] } } } ] }' }),
    ]);
    good = { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_POLICIES_DIR: "config/policies", TETHERD_POLICIES_TEST: "false", TETHERD_SITE: "wrong" };
  });
  afterAll(async () => {
    await Promise.all([vcsim, esx, nats, plain, narrow].map((one) => one.stop()));
  });

  it("say that everything is in order when it is", async () => {
    const { code, stdout } = await doctorHere(good);
    expect(stdout).toContain("everything is in order");
    expect(code).toBe(0);
  });

  it("doctor names a wrong password and keeps it to itself, and exits with 3", async () => {
    const { code, stdout, stderr } = await tetherd(["doctor"], { ...good, TETHERD_VCENTER_PASSWORD: password });
    expect(stdout).toMatch(/user name and password.*→/s);
    expect(stdout + stderr).not.toContain(password);
    expect(code).toBe(3);
  });

  const rows: readonly [title: string, env: () => Record<string, string>, sentence: RegExp][] = [
    ["an unknown host", () => ({ TETHERD_VCENTER_URL: "https://no-such-vcenter.invalid/sdk" }), /no-such-vcenter\.invalid.*→/s],
    ["an untrusted certificate, showing the thumbprint to pin", () => ({ TETHERD_VCENTER_CA_FILE: "" }), new RegExp(`(?:[0-9A-F]{2}:){31}[0-9A-F]{2}`)],
    ["a pinned certificate that is another", () => ({ TETHERD_VCENTER_CA_FILE: "", TETHERD_VCENTER_THUMBPRINT: Array(32).fill("AB").join(":") }), /No password was sent/],
    ["an ESX host", () => ({ ...vcenterEnv(esx) }), /ESX|HostAgent/],
    ["a secret file that cannot be read", () => ({ TETHERD_VCENTER_PASSWORD: "", TETHERD_VCENTER_PASSWORD_FILE: "/nowhere/secret" }), /\/nowhere\/secret/],
    ["NATS without JetStream", () => ({ TETHERD_NATS_SERVERS: plain.url }), /JetStream.*→/s],
    ["a NATS permission that is missing", () => ({ TETHERD_NATS_SERVERS: narrow.url, TETHERD_NATS_USERNAME: "t", TETHERD_NATS_PASSWORD: "t" }), /\$JS\.API\.STREAM\.CREATE/],
    ["a policy directory that is not there", () => ({ TETHERD_POLICIES_DIR: "/nowhere/policies" }), /\/nowhere\/policies.*TETHERD_POLICIES_DIR/s],
  ];
  it.each(rows)("doctor names %s, with a cure, and exits with 3", async (_title, env, sentence) => {
    const { code, stdout } = await doctorHere({ ...good, ...env() });
    expect(stdout).toMatch(sentence);
    expect(code).toBe(3);
  });

  it("run ends at once on an ESX host, with the reason", async () => {
    const daemon = await startTetherd({ env: { ...good, ...vcenterEnv(esx) } });
    const { code, stdout } = await daemon.exited;
    expect(code).toBe(1);
    expect(stdout).toMatch(/VIM_NOT_VCENTER/);
  });

  it("run stays up with a wrong password, says so once, and is slow to try again", async () => {
    const daemon = await startTetherd({ env: { ...good, TETHERD_VCENTER_PASSWORD: password } });
    const line = await until("the word about the password", () => daemon.logs().find((one) => one["code"] === "VIM_INVALID_LOGIN"));
    expect(Number(line["retryInMs"])).toBeGreaterThanOrEqual(30_000);
    expect((await daemon.readyz()).status).toBe(503);
    const { stdout, stderr, code } = await daemon.stop();
    expect(stdout + stderr).not.toContain(password);
    expect(code).toBe(0);
  });

  it("run stays up without JetStream and says what to do", async () => {
    const daemon = await startTetherd({ env: { ...good, TETHERD_NATS_SERVERS: plain.url } });
    await until("the word about JetStream", () => daemon.logs().find((one) => one["code"] === "BUS_JETSTREAM_OFF"));
    expect((await daemon.readyz()).body.reasons.join()).toMatch(/JetStream/);
    await daemon.stop();
  });
});

describe("tetherd policy check", () => {
  const rows: readonly [title: string, text: string, place: RegExp][] = [
    ["broken YAML", "policy: a\n  each: [vm\n", /p\.yaml:\d+:\d+: /],
    ["an unknown key, with the nearest known one", "policy: a\neach: vm\nwehn: 'true'\nmode: shadow\nalert: { severity: info }\n", /p\.yaml:3:1: .*wehn.*when/],
    ["a type error at its place inside the expression", "policy: a\nmode: shadow\neach: group\nwhen: >-\n  group.hostSpan >\n  \"eight\"\nalert: { severity: info }\n", /p\.yaml:[56]:\d+: /],
    ["a misspelt field, with the nearest known one", "policy: a\nmode: shadow\neach: group\nwhen: group.hostspan > 8\nalert: { severity: info }\n", /p\.yaml:4:\d+: .*hostspan.*hostSpan/],
  ];
  it("tells every mistake of every file at once, each at its place, and exits with 3", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tetherd-check-"));
    await Promise.all(rows.map(async ([, text], index) => writeFile(join(folder, `${index}-p.yaml`), text)));
    const { code, stdout } = await tetherd(["policy", "check", folder]);
    for (const [index, [title, , place]] of rows.entries()) expect(stdout.split("\n").filter((line) => line.includes(`${index}-p.yaml`)).join("\n"), title).toMatch(place);
    expect(code).toBe(3);
  });

  it("accepts the shipped policies", async () => {
    const { code, stdout } = await tetherd(["policy", "check", "config/policies"]);
    expect(stdout).toMatch(/promote-after-snapshot-removal \(enforce\)/);
    expect(code).toBe(0);
  });
});

describe("the command line", () => {
  it("teaches with --help", async () => {
    const { stdout, code } = await tetherd(["--help"]);
    expect(stdout).toMatch(/doctor[\s\S]*Exit codes/);
    expect(code).toBe(0);
  });
  it("refuses an unknown command with the nearest one, and exits with 2", async () => {
    const { stderr, code } = await tetherd(["gruops"]);
    expect(stderr).toMatch(/groups/);
    expect(code).toBe(2);
  });
  it("prints the effective settings, secrets masked", async () => {
    const { stdout } = await tetherd(["config", "print"], { TETHERD_VCENTER_URL: `https://u:${password}@vc`, TETHERD_SITE: "s1" });
    expect(stdout).toMatch(/site: s1/);
    expect(stdout).not.toContain(password);
  });
  it("run refuses to start without a vCenter, and exits with 2", async () => {
    const { stderr, code } = await tetherd(["run"]);
    expect(stderr).toMatch(/TETHERD_VCENTER_URL/);
    expect(code).toBe(2);
  });
});
