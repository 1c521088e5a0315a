/** Commands that look: from the running daemon or from vCenter, with the same words, and said which. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { labOptions } from "../../src/cli/lab-options.js";
import { runVerb } from "../../src/lab/control/verbs.js";
import { startLab, type Lab } from "../../src/lab/start-lab.js";
import { requiring } from "../support/requires.js";
import { startCommand, startTetherd, tetherd, type Daemon, type Finished } from "../support/tetherd.js";
import { until } from "../support/until.js";

requiring("nats-server")("what a running daemon knows", () => {
  const site = "door";
  let lab: Lab, nats: NatsServer, daemon: Daemon, env: Record<string, string>;
  const through = ({ httpPort }: Daemon): Record<string, string> => ({ ...env, TETHERD_HTTP_LISTEN: `127.0.0.1:${httpPort}` });
  const both = async (...args: readonly string[]): Promise<readonly [Finished, Finished]> => Promise.all([tetherd(args, through(daemon)), tetherd([...args, "--direct"], through(daemon))]);

  beforeAll(async () => {
    const { estate } = labOptions({ estate: "lab-farm-nested" });
    [lab, nats] = await Promise.all([startLab({ ...(estate === undefined ? {} : { estate }), clock: { factor: 10 } }), startNatsServer()]);
    const { userName, password } = lab.world.settings;
    env = {
      TETHERD_VCENTER_URL: lab.url, TETHERD_VCENTER_USERNAME: userName, TETHERD_VCENTER_PASSWORD: password, TETHERD_VCENTER_THUMBPRINT: lab.thumbprintSha256,
      TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_POLICIES_DIR: "config/policies", TETHERD_POLICIES_TEST: "false",
    };
    daemon = await startTetherd({ env });
    await daemon.ready();
  });
  afterAll(async () => {
    await daemon.stop();
    await Promise.all([lab.stop(), nats.stop()]);
  });

  it.each([
    ["groups", "--json", "--sort", "bytes"], ["vm", "net-01", "--json"], ["graph", "--format", "json"],
    ["what-if", "--lose-host", "lab2", "--unlink", "net-01", "--unregister", "gold", "--remove-snapshot", "course-networks/week-1", "--json"],
  ])("is printed by `%s %s …` byte by byte as a look at vCenter prints it, and each says where it looked", async (...args) => {
    const [fromDaemon, direct] = await both(...args);
    expect(fromDaemon.stdout).toBe(direct.stdout);
    expect(fromDaemon.stdout.length).toBeGreaterThan(100);
    expect([fromDaemon.code, direct.code]).toEqual([0, 0]);
    expect(fromDaemon.stderr).toMatch(new RegExp(`^tetherd: read from the daemon at 127\\.0\\.0\\.1:${daemon.httpPort}, \\d+ s old\\n$`));
    expect(direct.stderr).toBe("tetherd: read from vCenter 127.0.0.1 directly\n");
  });

  it("is passed over while it is blind, with the reason, and vCenter is read instead", async () => {
    const blind = await startTetherd({ env: { ...env, TETHERD_VCENTER_PASSWORD: "wrong" } });
    try {
      await until("the daemon being blind", async () => ((await blind.readyz()).body.vcenters[0]?.state === "blind" ? true : undefined));
      const { stdout, stderr, code } = await tetherd(["groups"], through(blind));
      expect(stderr).toMatch(/^tetherd: the daemon at 127\.0\.0\.1:\d+ is passed over: vCenter 127\.0\.0\.1 cannot be seen: .*\ntetherd: read from vCenter 127\.0\.0\.1 directly\n$/);
      expect(stdout).toMatch(/^GROUP +VMS +HOSTS/);
      expect(code).toBe(0);
    } finally {
      await blind.stop();
    }
  });

  it("is followed by --watch: a line for each group that changes, until Ctrl-C", async () => {
    const watch = startCommand(["groups", "--watch", "1"], through(daemon));
    try {
      await until("the first lines", () => (watch.stdout().includes("demonstrator") ? true : undefined));
      expect(watch.stdout().match(/ gold /g)).toHaveLength(1);
      await runVerb(lab.control, ["clone", "course-networks", "net-09", "week-1"], {});
      await until("the changed line", () => (/ gold +18 /.test(watch.stdout()) ? true : undefined));
      await daemon.stop();
      await runVerb(lab.control, ["clone", "course-networks", "net-10", "week-1"], {});
      await until("the line from vCenter itself, once the daemon is gone", () => (/ gold +19 /.test(watch.stdout()) ? true : undefined));
    } finally {
      const { code, stderr, stdout } = await watch.end("SIGINT");
      expect(code, stderr).toBe(0);
      expect(stdout.match(/ demonstrator /g)).toHaveLength(1);
      expect(stderr).toMatch(/read from the daemon .*\n(?:.*\n)*tetherd: read from vCenter 127\.0\.0\.1 directly\n$/);
    }
  });
});
