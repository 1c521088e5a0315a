/** Y5: thousands of alerts at once, from one update set to the PubAcks of a real JetStream. What it took is printed, not judged. */
import { jetstreamManager } from "@nats-io/jetstream";
import { expect, test } from "vitest";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { connectBus } from "../../src/bus/connect-bus.js";
import type { LineReport } from "../../src/streams/report.js";
import { runLines } from "../../src/streams/run-lines.js";
import { busSettings, memoryLog, reader, streamReader } from "../bus/nats.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { FakeVCenter, vmEnter, vmModify } from "./fake-vcenter.js";
import { policiesFrom } from "./rig.js";

/** Ten thousand with TETHERD_TEST_LONG=1. */
const count = process.env["TETHERD_TEST_LONG"] === "1" ? 10_000 : 1_000;
const perGroup = 100;

withNats("Y5: a storm of thousands of alerts", () => {
  test("is in the stream without a gap, with one alert per clone group for people", async () => {
    const server = await startNatsServer();
    const bus = connectBus(busSettings(server.url, { streamMaxBytes: 512 * 1_048_576 }), memoryLog());
    const connection = await reader(server.url);
    const [stop, kill] = [new AbortController(), new AbortController()];
    const vcenter = new FakeVCenter();
    const refs = Array.from({ length: count }, (_, index) => `vm-${index}`);
    vcenter.state = refs.map((ref, index) => vmEnter(ref, [`[ds] ${ref}/leaf.vmdk`, `[ds] base-${Math.floor(index / perGroup)}/base.vmdk`]));
    const reports: LineReport[] = [];
    const policies = policiesFrom('policy: off\nmode: enforce\neach: vm\nwhen: vm.powerState == "poweredOff"\nalert: { severity: warning }');
    const running = runLines({
      vcenters: [{ vcenter, ledger: bus.ledger() }], policies: () => policies, limits: { hostLimit: undefined, maxWaitSeconds: 10, historyIntervalMs: 60_000, settleMs: 0, sweepMs: 900_000 },
      onBell: () => undefined, onResync: () => undefined, report: (_, report) => void reports.push(report), stop: stop.signal, kill: kill.signal,
    });
    try {
      await until("the full state", () => (reports.some(({ kind }) => kind === "turn") ? true : undefined), 60_000, 20);
      const [begun, used] = [Date.now(), process.cpuUsage()];
      vcenter.send(...refs.map((ref) => vmModify(ref, { powerState: "poweredOff" })));
      const manager = await jetstreamManager(connection);
      const inStream = async (): Promise<number> => (await manager.streams.info("TETHERD_test_ALERTS")).state.messages;
      await until("all alerts in the stream", async () => ((await inStream()) >= count + count / perGroup ? true : undefined), 50_000, 20);
      const [tookMs, { user, system }] = [Date.now() - begun, process.cpuUsage(used)];
      const cpuMs = Math.round((user + system) / 1_000);
      const alerts = (await streamReader(connection)()).flatMap(({ event }) => (event.type.startsWith("io.tetherd.alert.") ? [event.data as Alert] : []));
      const [storms, members] = [alerts.filter((one) => one.members !== undefined), alerts.filter((one) => one.members === undefined)];
      expect(new Set(members.map(({ subject }) => subject.id)).size).toBe(count);
      expect(members).toHaveLength(count);
      expect(storms.map(({ members: inside }) => inside?.count)).toEqual(Array.from({ length: count / perGroup }, () => perGroup));
      expect(members.every(({ storm }) => storms.some(({ fingerprint }) => fingerprint === storm))).toBe(true);
      process.stdout.write(`Y5: ${count} alerts and ${storms.length} storms were in the stream after ${tookMs} ms, ${cpuMs} ms of them this process at work\n`);
    } finally {
      stop.abort();
      await running;
      await connection.close();
      await bus.close();
      await server.stop();
    }
  }, 120_000);
});
