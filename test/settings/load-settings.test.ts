import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSettings } from "../../src/settings/load-settings.js";
import { settingsSchema } from "../../src/settings/schema.js";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "tetherd-settings-"))));
afterEach(async () => rm(folder, { recursive: true }));

async function fileWith(text: string): Promise<string> {
  const path = join(folder, "tetherd.yaml");
  await writeFile(path, text);
  return path;
}
const vcenter = "vcenters:\n  - url: https://vc.example.org\n    username: svc\n    passwordFile: /run/secret\n";

describe("settings come from", () => {
  it("defaults, when nothing is given", async () => {
    const { settings } = await loadSettings({ env: {} });
    expect(settings).toMatchObject({ site: "default", vcenters: [], policiesDirectory: "config/policies", hostLimit: undefined, httpListen: { host: "127.0.0.1", port: 9464 } });
  });

  it("the file, over defaults", async () => {
    const { settings } = await loadSettings({ file: await fileWith(`site: lab\n${vcenter}watch: { settle: 5s }\n`), env: {} });
    expect(settings.site).toBe("lab");
    expect(settings.watch.settleMs).toBe(5_000);
    expect(settings.vcenters[0]).toMatchObject({ name: "vc.example.org", url: "https://vc.example.org/sdk", username: "svc" });
  });

  it("the environment, over the file", async () => {
    const env = { TETHERD_SITE: "env", TETHERD_HOST_LIMIT: "8", TETHERD_NATS_SERVERS: "nats://a:4222, nats://b:4222", TETHERD_VCENTER_PASSWORD: "from-env" };
    const { settings } = await loadSettings({ file: await fileWith(`site: lab\n${vcenter}`), env });
    expect(settings).toMatchObject({ site: "env", hostLimit: 8 });
    expect(settings.nats.servers).toEqual(["nats://a:4222", "nats://b:4222"]);
    expect(await settings.vcenters[0]!.password.read()).toBe("from-env");
  });

  it("flags, over everything", async () => {
    const { settings } = await loadSettings({ env: { TETHERD_SITE: "env" }, flags: { site: "flag", "linkedClones.hostLimit": "16" } });
    expect(settings).toMatchObject({ site: "flag", hostLimit: 16 });
  });

  it.each([["[::1]:9464", { host: "::1", port: 9464 }], [":9464", { host: "0.0.0.0", port: 9464 }], ["off", undefined]])("an address to listen on, %s", async (text, wanted) => {
    expect((await loadSettings({ env: { TETHERD_HTTP_LISTEN: text } })).settings.httpListen).toEqual(wanted);
  });

  it("a govc-style address that holds the credentials", async () => {
    const { settings } = await loadSettings({ env: { TETHERD_VCENTER_URL: "user:p%40ss@vc.example.org:8443" } });
    expect(settings.vcenters[0]).toMatchObject({ url: "https://vc.example.org:8443/sdk", username: "user" });
    expect(await settings.vcenters[0]!.password.read()).toBe("p@ss");
  });
});

describe("a mistake is told with place and cure:", () => {
  const rows: readonly [title: string, text: string, env: Record<string, string>, wanted: RegExp][] = [
    ["a misspelt key", "sitee: lab\n", {}, /tetherd\.yaml:1:\d+: sitee is not a setting; did you mean "site"\?/],
    ["a key of a vCenter that is unknown", `${vcenter}    pasword: x\n`, {}, /tetherd\.yaml:5:\d+: vcenters\[0\]\.pasword is not a setting of a vCenter; did you mean "password"\?/],
    ["a wrong type", "linkedClones: { hostLimit: many }\n", {}, /tetherd\.yaml:1:\d+: linkedClones\.hostLimit must be a whole number of hosts from 1 to 1024/],
    ["a wrong variable", "", { TETHERD_HOST_LIMIT: "0" }, /TETHERD_HOST_LIMIT: linkedClones\.hostLimit must be a whole number/],
    ["a site that is not a token", "", { TETHERD_SITE: "a.b" }, /TETHERD_SITE: site must be one NATS subject token/],
    ["a vCenter over plain http", "", { TETHERD_VCENTER_URL: "http://vc" }, /TETHERD_VCENTER_URL: vcenters\[0\]\.url must be an https address/],
    ["a missing password", "", { TETHERD_VCENTER_URL: "https://u@vc" }, /vcenters\[0\]\.passwordFile is missing/],
    ["a bad duration", "watch: { settle: soon }\n", {}, /tetherd\.yaml:1:\d+: watch\.settle must be a duration/],
    ["broken YAML", "site: [\n", {}, /tetherd\.yaml:\d+:\d+: /],
    ["two vCenters of one name", `${vcenter}  - url: https://vc.example.org:8443\n    username: u\n    password: p\n`, {}, /vcenters\[1\]\.name must differ from the others': "vc\.example\.org" is taken/],
    ["variables that could mean two vCenters", `${vcenter}  - url: https://b\n    username: u\n    password: p\n`, { TETHERD_VCENTER_URL: "https://c" }, /vcenters has 2 entries/],
  ];
  it.each(rows)("%s", async (_title, text, env, wanted) => {
    await expect(loadSettings({ ...(text === "" ? {} : { file: await fileWith(text) }), env })).rejects.toThrow(wanted);
  });

  it("a settings file that is not there", async () => {
    await expect(loadSettings({ file: join(folder, "none.yaml"), env: {} })).rejects.toMatchObject({ code: "SETTINGS_FILE_UNREADABLE", message: expect.stringContaining("ENOENT") as string });
  });

  it("a secret file that is not there, when it is read", async () => {
    const { settings } = await loadSettings({ env: { TETHERD_VCENTER_URL: "https://u@vc", TETHERD_VCENTER_PASSWORD_FILE: join(folder, "none") } });
    await expect(settings.vcenters[0]!.password.read()).rejects.toMatchObject({ code: "SETTINGS_SECRET_UNREADABLE", message: expect.stringContaining("vcenters[0].passwordFile") as string });
  });
});

describe("secrets", () => {
  it("are masked in what is printed, and never part of an error", async () => {
    const env = { TETHERD_VCENTER_URL: "https://svc:canary1@vc", TETHERD_NATS_PASSWORD: "canary2", TETHERD_VCENTER_PASSWORD: "canary3", TETHERD_NATS_SERVERS: "nats://canary4@a,nats://u:canary5@b" };
    const { printable } = await loadSettings({ env });
    expect(JSON.stringify(printable)).not.toMatch(/canary/);
    await expect(loadSettings({ env: { ...env, TETHERD_SITE: "a b" } })).rejects.toSatisfy((error: Error) => !/canary/.test(error.message + String(error.stack)));
  });
});

describe("config/tetherd.sample.yaml", () => {
  const sample = "config/tetherd.sample.yaml";

  it("loads, and says the defaults", async () => {
    const [fromSample, defaults] = await Promise.all([loadSettings({ file: sample, env: {} }), loadSettings({ env: {} })]);
    expect({ ...fromSample.settings, vcenters: [] }).toEqual(defaults.settings);
  });

  it("mentions every setting and every variable", async () => {
    const text = await readFile(sample, "utf8");
    const { printable } = await loadSettings({ env: {} });
    const names = (value: unknown): string[] => (typeof value !== "object" || value === null || Array.isArray(value) ? [] : Object.entries(value).flatMap(([key, member]) => [key, ...names(member)]));
    for (const name of names(printable).filter((one) => one !== "password")) expect(text, name).toContain(name);
    for (const { env } of Object.values(variablesOf(settingsSchema({}).getSchema()))) expect(text, env).toContain(env);
  });
});

function variablesOf(node: unknown): { env: string }[] {
  if (typeof node !== "object" || node === null) return [];
  return [...("env" in node && typeof node.env === "string" ? [{ env: node.env }] : []), ...Object.values(node).flatMap(variablesOf)];
}
