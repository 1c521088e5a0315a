// The launchers themselves: what a test may rely on when it starts, breaks and restarts a server.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { connect as tlsConnect } from "node:tls";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endSessions, govc } from "../../scripts/servers/govc.mjs";
import { natsCli } from "../../scripts/servers/nats-cli.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import { startVcsim, type Vcsim } from "../../scripts/servers/vcsim.mjs";
import { withNats, withNatsCli, withOldestNats, withVcsim } from "../support/requires.js";
import { until } from "../support/until.js";

withVcsim("a simulated vCenter", () => {
  let vcsim: Vcsim;
  beforeAll(async () => {
    vcsim = await startVcsim({ clusters: 1, clusterHosts: 2, standaloneHosts: 0, vms: 3 });
  });
  afterAll(async () => {
    await vcsim.stop();
  });

  test("holds what was asked for", async () => {
    expect((await govc(vcsim, "find", "/", "-type", "m")).trim().split("\n")).toHaveLength(3);
    expect((await govc(vcsim, "find", "/", "-type", "h")).trim().split("\n")).toHaveLength(2);
  });

  test("is trusted through its CA file, and its thumbprint is that of the certificate it shows", async () => {
    const socket = tlsConnect({ host: vcsim.host, port: vcsim.port, ca: readFileSync(vcsim.caFile) });
    await once(socket, "secureConnect");
    expect(socket.authorized).toBe(true);
    expect(socket.getPeerCertificate().fingerprint256).toBe(vcsim.thumbprint);
    socket.destroy();
  });

  test("refuses a wrong password", async () => {
    await expect(govc({ ...vcsim, password: "wrong" }, "about")).rejects.toThrow(/Login failure/);
  });

  test("goes down and comes up with the same inventory", async () => {
    await govc(vcsim, "vm.change", "-vm", "DC0_C0_RP0_VM0", "-name", "renamed");
    await vcsim.goDown();
    await expect(govc(vcsim, "ls")).rejects.toThrow(/refused/);
    await vcsim.comeUp();
    expect(await govc(vcsim, "find", "/", "-type", "m", "-name", "renamed")).toContain("renamed");
  });

  test("killed and started again, has the same machine ids but not what was changed", async () => {
    const ids = async (): Promise<string> => govc(vcsim, "find", "-i", "/", "-type", "m");
    const before = await ids();
    await vcsim.kill("SIGKILL");
    await vcsim.start();
    expect(await ids()).toBe(before);
    expect(await govc(vcsim, "find", "/", "-type", "m")).not.toContain("renamed");
  });

  test("an administrator can end the sessions of others", async () => {
    const cookie = (await soap(vcsim, login(vcsim))).cookie;
    const ask = '<CreatePropertyCollector xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this></CreatePropertyCollector>';
    expect((await soap(vcsim, ask, cookie)).body).not.toContain("NotAuthenticated");
    expect(await endSessions(vcsim)).toBe(1);
    expect((await soap(vcsim, ask, cookie)).body).toContain("NotAuthenticated");
  });
});

withVcsim("an ESX host", () => {
  test("says that it is none of vCenter's", async () => {
    const esx = await startVcsim({ esx: true });
    expect(await govc(esx, "about")).toContain("HostAgent");
    await esx.stop();
  });
});

withNatsCli("a NATS server", () => {
  test("keeps its streams over a kill, on the same port, until it is stopped", async () => {
    const nats = await startNatsServer();
    try {
      await natsCli(nats, "stream", "add", "KEPT", "--subjects", "kept.>", "--defaults");
      const { pid } = nats;
      await nats.kill("SIGKILL");
      await expect(natsCli(nats, "stream", "ls")).rejects.toThrow();
      await nats.start();
      expect(nats.pid).not.toBe(pid);
      expect(await natsCli(nats, "stream", "ls", "--names")).toContain("KEPT");
    } finally {
      await nats.stop();
    }
    expect(existsSync(nats.storeDir)).toBe(false);
  });

  test("runs without JetStream when asked to", async () => {
    const nats = await startNatsServer({ jetstream: false });
    await expect(natsCli(nats, "stream", "ls")).rejects.toThrow(/no responders/); // nobody answers for JetStream
    await nats.stop();
  });

  test("says what is wrong with a configuration that it cannot read", async () => {
    await expect(startNatsServer({ config: "no_such_option: {" })).rejects.toThrow(/Cannot start nats-server/);
  });
});

withOldestNats("the oldest NATS server", () => {
  test("is of the 2.9 line", async () => {
    const nats = await startNatsServer({ version: "oldest" });
    expect(nats.version).toMatch(/^2\.9\./);
    await nats.stop();
  });
});

withNats("whoever started a server", () => {
  test("leaves neither process nor files behind, even after SIGKILL", async () => {
    const temporary = mkdtempSync(join(tmpdir(), "tetherd-owner-"));
    const launcher = new URL("../../scripts/servers/nats-server.mjs", import.meta.url).href;
    const program = `const s = await (await import(${JSON.stringify(launcher)})).startNatsServer(); console.log(s.pid, s.storeDir);`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", program], { env: { ...process.env, TMPDIR: temporary }, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(owner.stdout, "data")) as [Buffer];
    const [pid, storeDir] = line.toString().trim().split(" ");
    owner.kill("SIGKILL");
    await until("the end of the server", () => (isRunning(Number(pid)) || existsSync(storeDir!) ? undefined : true), 10_000, 20);
    rmSync(temporary, { recursive: true });
  });
});

const login = (vcsim: Vcsim): string =>
  `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>${vcsim.username}</userName><password>${vcsim.password}</password></Login>`;

async function soap(vcsim: Vcsim, body: string, cookie = ""): Promise<{ cookie: string; body: string }> {
  const sent = request(vcsim.url, { method: "POST", ca: readFileSync(vcsim.caFile), headers: { cookie } });
  sent.end(`<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>${body}</Body></Envelope>`);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { cookie: response.headers["set-cookie"]?.[0]?.split(";")[0] ?? "", body: await text(response) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: gone
  }
}
