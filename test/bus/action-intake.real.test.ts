/** The stream of actions as executors of a site listen to it, on a real server: what is ours, what is not, and what comes twice. */
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { withNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog, reader } from "./nats.js";
import { action, fact, succeeded } from "./samples.js";

const vcenter = "4c4c4544-0044-4a10-8053-b7c04f4d3732";

withNats("the intake of actions", () => {
  let nats: NatsServer, bus: Bus, connection: NatsConnection;

  beforeEach(async () => {
    nats = await startNatsServer();
    bus = connectBus(busSettings(nats.url), memoryLog());
    connection = await reader(nats.url);
  });
  afterEach(async () => {
    await connection.close();
    await bus.close();
    await nats.stop();
  });

  const dead = async (): Promise<readonly { readonly reason: string; readonly subject: string }[]> => {
    const jsm = await jetstreamManager(connection);
    const { state } = await jsm.streams.info("TETHERD_test_DEAD");
    return Promise.all(Array.from({ length: state.messages }, async (_, index) => (await jsm.streams.getMessage("TETHERD_test_DEAD", { seq: state.first_seq + index }))?.json() as { readonly reason: string; readonly subject: string }));
  };
  const acknowledged = async (): Promise<number | undefined> => {
    const jsm = await jetstreamManager(connection);
    const info = await jsm.consumers.info("TETHERD_test_ACTIONS", "executor").catch(() => undefined);
    return info !== undefined && info.num_pending === 0 && info.num_ack_pending === 0 ? info.delivered.consumer_seq : undefined;
  };
  const ask = async (): Promise<void> => {
    const ledger = bus.ledger({ intents: true });
    await ledger.open(vcenter, forever);
    await ledger.commit({ messages: [action(), fact()], puts: [] }, forever);
  };

  it("writes the intent down before the request is told, once, and acknowledges the message that refers to it", async () => {
    const actions = bus.actions();
    await actions.open(forever, () => undefined);
    await until("the consumer", acknowledged);
    await ask();
    await ask();
    await until("the message being acknowledged", async () => ((await acknowledged()) === 1 ? true : undefined));
    const intents = [...actions.entries].filter(([key]) => key.startsWith(`${vcenter}.action.`));
    expect(intents.map(([, { value }]) => value)).toMatchObject([{ state: "requested", request: { verb: "promote" } }]);
    expect(await dead()).toEqual([]);
    actions.close();
  });

  it("says what is wrong with a consumer that cannot be made what tetherd needs, once, and goes on when it is removed", async () => {
    const log = memoryLog();
    const strict = connectBus(busSettings(nats.url), log);
    await strict.ready(forever);
    const jsm = await jetstreamManager(connection);
    await jsm.consumers.add("TETHERD_test_ACTIONS", { durable_name: "executor", ack_policy: AckPolicy.None });
    const actions = strict.actions();
    await actions.open(forever, () => undefined);
    const told = (): readonly string[] => log.lines.filter(({ level }) => level === "error").map(({ message }) => message);
    await until("the mismatch being told", () => (told().length > 0 ? true : undefined), 20_000, 20);
    await jsm.consumers.delete("TETHERD_test_ACTIONS", "executor");
    await until("the consumer", acknowledged);
    expect(told()).toEqual(['NATS: Cannot use consumer "executor" of stream "TETHERD_test_ACTIONS" as tetherd needs it. Remove it (nats consumer rm TETHERD_test_ACTIONS executor): tetherd declares it anew and loses nothing']);
    actions.close();
    await strict.close();
  });

  it("N19, S5: garbage, old schemas, unknown references and forged content go to the dead letters, are never delivered again, and change nothing", async () => {
    const actions = bus.actions();
    await actions.open(forever, () => undefined);
    await until("the consumer", acknowledged);
    await ask();
    const js = jetstream(connection);
    const { request } = action();
    const before = JSON.stringify([...actions.entries]);
    const forged = (data: unknown): string => JSON.stringify({ specversion: "1.0", id: "x", source: `tetherd/${vcenter}`, data });
    await js.publish("tetherd.test.action.promote.requested", "not JSON");
    await js.publish("tetherd.test.action.promote.requested", JSON.stringify({ action: "promote", vm: "vm-42" }));
    await js.publish("tetherd.test.action.promote.requested", forged({ ...request, id: "never-written" }));
    await js.publish("tetherd.test.action.promote.requested", forged({ ...request, params: { unlink: true } }));
    await js.publish("tetherd.test.action.promote.conquered", forged(request));
    await js.publish("tetherd.test.action.promote.requested", forged({ ...request, reasons: ["x".repeat(900_000)], id: "large" }));
    const letters = await until("six dead letters", async () => ((await dead()).length === 6 ? dead() : undefined));
    expect(letters.map(({ reason }) => reason)).toEqual([
      "it is not JSON", "it has no source and id of an action", "there is no intent never-written", `it does not say what intent ${request.id} says`, '"conquered" is no state of an action', "there is no intent large",
    ]);
    await until("nothing being open", acknowledged);
    expect(JSON.stringify([...actions.entries])).toBe(before);
    actions.close();
  });

  it("N15: a request that comes again after the server was killed finds its action ended, and is acknowledged once more", async () => {
    const actions = bus.actions();
    await actions.open(forever, () => undefined);
    await until("the consumer", acknowledged);
    await ask();
    const [key, entry] = [...actions.entries].find(([name]) => name.startsWith(`${vcenter}.action.`)) ?? ["", undefined];
    expect(await actions.put(key, { ...(entry?.value as object), state: "done" }, entry?.revision ?? 0, forever)).toBe(true);
    await nats.kill("SIGKILL");
    await nats.start();
    await until("NATS being back", () => (bus.health().ready ? true : undefined));
    // The acknowledgement may have been lost with the server; the message is then delivered again after its wait.
    const consumer = async () => (await jetstreamManager(connection)).consumers.info("TETHERD_test_ACTIONS", "executor");
    const { num_ack_pending: lost } = await consumer();
    // As such a server delivers it: the same message, as if for the first time.
    const stored = await (await jetstreamManager(connection)).streams.getMessage("TETHERD_test_ACTIONS", { last_by_subj: "tetherd.test.action.promote.requested" });
    const before = actions.entries.get(key)?.revision;
    const { seq } = await jetstream(connection).publish("tetherd.test.action.promote.requested", stored?.string() ?? "");
    await until("its being acknowledged", async () => {
      const { delivered, num_ack_pending: open } = await consumer();
      return delivered.stream_seq === seq && open <= lost ? true : undefined;
    });
    expect(actions.entries.get(key)?.revision).toBe(before);
    expect(actions.entries.get(key)?.value).toMatchObject({ state: "done" });
    expect(await dead()).toEqual([]);
    actions.close();
  });

  it("a message that is told again is stored once, whether the server still knows its id or has forgotten it", async () => {
    const forgetful = connectBus(busSettings(nats.url, { site: "forgetful", duplicateWindowMs: 1_000 }), memoryLog());
    const actions = forgetful.actions();
    await actions.open(forever, () => undefined);
    const message = { kind: "action-state", vcenter, action: succeeded() } as const;
    const since = Date.now();
    await actions.publish(message, undefined, forever);
    await actions.publish(message, { since }, forever);
    await until("the server having forgotten", () => (Date.now() - since > 2_500 ? true : undefined));
    await actions.publish(message, { since }, forever);
    const { state } = await (await jetstreamManager(connection)).streams.info("TETHERD_forgetful_ACTIONS");
    expect(state.messages).toBe(1);
    actions.close();
    await forgetful.close();
  });

  it("a journal that two processes write decides each race for one of them, and both see the same", async () => {
    const other = connectBus(busSettings(nats.url), memoryLog());
    const [one, two] = [bus.actions(), other.actions()];
    await Promise.all([one.open(forever, () => undefined), two.open(forever, () => undefined)]);
    for (let round = 0; round < 20; round++) {
      const revision = one.entries.get("race")?.revision ?? 0;
      const won = await Promise.all([one.put("race", { round, by: "one" }, revision, forever), two.put("race", { round, by: "two" }, revision, forever)]);
      expect(won.filter(Boolean)).toHaveLength(1);
      await until("both seeing it", () => (one.entries.get("race")?.revision === two.entries.get("race")?.revision && one.entries.get("race")?.revision !== revision ? true : undefined));
      expect(one.entries.get("race")).toEqual(two.entries.get("race"));
    }
    expect(await one.put("race", undefined, one.entries.get("race")?.revision ?? 0, forever)).toBe(true);
    await until("its being gone", () => (two.entries.has("race") ? undefined : true));
    expect(await two.put("race", { again: true }, 0, forever)).toBe(true);
    one.close();
    two.close();
    await other.close();
  });
});
