/**
 * Executors on a real NATS server, the newest and the oldest that we promise: two of them share the journal and the durable consumer, and what is asked for is done
 * once, also when the server is killed on the way and requests come again.
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../../scripts/servers/nats-server.mjs";
import type { Intent } from "../../../src/actions/intent.js";
import { connectBus, type Bus } from "../../../src/bus/connect-bus.js";
import { busSettings, forever, memoryLog, reader } from "../../bus/nats.js";
import { withNats, withOldestNats } from "../../support/requires.js";
import { until } from "../../support/until.js";
import { Rig } from "./rig.js";

const vms = 5;

for (const [version, withServer] of [["current", withNats], ["oldest", withOldestNats]] as const) withServer(`two executors on the ${version} NATS server`, () => {
  let nats: NatsServer, rig: Rig;
  let buses: readonly Bus[] = [];

  beforeEach(async () => {
    [nats, rig] = await Promise.all([startNatsServer({ version }), Rig.start({ vms, taskMs: 50 })]);
    buses = [connectBus(busSettings(nats.url), memoryLog()), connectBus(busSettings(nats.url), memoryLog())];
  });
  afterEach(async () => {
    await rig.stop();
    await Promise.all(buses.map((bus) => bus.close()));
    await nats.stop();
  });

  it("N15: do each request once, also when NATS is killed on the way and it comes again", async () => {
    const journals = buses.map((bus) => bus.actions());
    await Promise.all(journals.map((journal) => journal.open(forever, () => undefined)));
    for (const journal of journals) rig.execute({ journal });
    const ledger = buses[0]?.ledger({ intents: true });
    await ledger?.open(rig.vcenter, forever);
    const ids = Array.from({ length: vms }, (_, index) => `a${index + 1}`);
    await ledger?.commit({ messages: ids.map((id, index) => ({ kind: "action", request: rig.request(`vm${index + 1}`, { id }) })), puts: [] }, forever);
    const intents = (of = 0): readonly Intent[] => [...journals[of]?.entries ?? []].flatMap(([key, { value }]) => (key.startsWith(`${rig.vcenter}.action.`) ? [value as Intent] : []));
    await until("one being at work", () => (intents().some(({ state }) => state === "running" || state === "done") ? true : undefined), 15_000, 5);
    await nats.kill("SIGKILL");
    await nats.start();
    await until("all being done", () => (intents().length === vms && intents().every(({ state, said, story }) => state === "done" && said === story.at(-1)?.n) ? true : undefined), 45_000, 20)
      .catch((error: unknown) => { throw new Error(`${String(error)} ${JSON.stringify(intents().map(({ state, story }) => [state, story]))} ${rig.troubles.map(String).join("; ")}`); });
    const connection = await reader(nats.url);
    const jsm = await jetstreamManager(connection);
    // An acknowledgement that was lost with the server is asked for again after a minute.
    const { num_ack_pending: lost } = await jsm.consumers.info("TETHERD_test_ACTIONS", "executor");
    const stored = await jsm.streams.getMessage("TETHERD_test_ACTIONS", { last_by_subj: "tetherd.test.action.promote.requested" });
    const { seq } = await jetstream(connection).publish("tetherd.test.action.promote.requested", stored?.string() ?? "");
    await until("its being acknowledged", async () => {
      const { delivered, num_ack_pending: open } = await jsm.consumers.info("TETHERD_test_ACTIONS", "executor");
      return delivered.stream_seq >= seq && open <= lost ? true : undefined;
    });
    expect(ids.map((_, index) => rig.effects(`vm${index + 1}`))).toEqual(ids.map(() => 1));
    expect(new Set(intents().map(({ attempt }) => attempt))).toEqual(new Set([1]));
    await until("both seeing the same", () => (JSON.stringify(intents(1).map(({ request, story }) => [request.id, story]).sort()) === JSON.stringify(intents(0).map(({ request, story }) => [request.id, story]).sort()) ? true : undefined));
    // Each chapter stands in the stream once.
    const { state } = await jsm.streams.info("TETHERD_test_ACTIONS", { subjects_filter: "tetherd.test.action.>" });
    expect(Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0) - 1).toBe(intents().reduce((sum, { story }) => sum + story.length, 0));
    await connection.close();
    for (const journal of journals) journal.close();
  });
});
