/** SIGKILL at random moments while the estate changes: every expected message stands in the stream exactly once. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { NatsServer } from "../../scripts/servers/nats-server.mjs";
import { startNatsServer } from "../../scripts/servers/nats-server.mjs";
import type { Vcsim } from "../../scripts/servers/vcsim.mjs";
import { requiring } from "../support/requires.js";
import { startTetherd, type Daemon } from "../support/tetherd.js";
import { until } from "../support/until.js";
import { actionsOf, alertsOf, factsOf, type BusMessage } from "./support/bus.js";
import { createSnapshot, letGoOfBase, link, migrate, removeSnapshot, startEstate, vcenterEnv, vm } from "./support/estate.js";
import { samplePolicies } from "./support/policies.js";
import { randomFrom } from "./support/random.js";

/**
 * A killed daemon leaves its history collectors behind. vcsim grants 32 for all time, so each round has an estate of its own; and it tells
 * each event to all of them with a full collection for every filter, so that late in a round a wait may take it a minute.
 */
const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const { killsPerRound, mostWaitMs } = long ? { killsPerRound: 20, mostWaitMs: 3_000 } : { killsPerRound: 6, mostWaitMs: 1_500 };
const patienceMs = 150_000;
const rounds = long ? 10 : 1;
const firstSeed = Number(process.env["TETHERD_TEST_SEED"] ?? Date.now() % 1_000_000);

for (let one = 0; one < rounds; one++) killRound(firstSeed + one);

function killRound(seed: number): void {
  requiring("nats-server", "vcsim", "govc", "python")(`tetherd killed ${killsPerRound} times at random moments (TETHERD_TEST_SEED=${seed})`, () => {
    const site = "kills";
    const random = randomFrom(seed);
    /** Pairs of a base that nobody holds and the one VM linked to it. */
    const linked = [1, 3, 5, 7];
    let vcsim: Vcsim, nats: NatsServer, env: Record<string, string>, daemon: Daemon;
    let removed = 0;

    beforeAll(async () => {
      [vcsim, nats] = await Promise.all([startEstate(18), startNatsServer()]);
      for (const index of linked) {
        await link(vcsim, index, index - 1);
        await letGoOfBase(vcsim, index - 1);
      }
      for (let index = 9; index <= 17; index++) await link(vcsim, index, 8);
      for (let index = 8; index <= 17; index++) await migrate(vcsim, index, 0);
      env = { ...vcenterEnv(vcsim), TETHERD_NATS_SERVERS: nats.url, TETHERD_SITE: site, TETHERD_HOST_LIMIT: "8", TETHERD_POLICIES_DIR: await samplePolicies({ for: "1s", keepFiringFor: "1s" }) };
      daemon = await startTetherd({ env });
      await daemon.ready();
    });
    afterAll(async () => {
      await daemon.stop();
      await Promise.all([vcsim.stop(), nats.stop()]);
    });

    it("says everything once and forgets nothing", async () => {
      const change = { goesOn: true };
      const changes = (async () => {
        for (let round = 0; change.goesOn; round++) {
          const index = linked[round % linked.length]!;
          await createSnapshot(vcsim, index, `round-${round}`);
          // A snapshot that came and went while nobody watched leaves no trace; one that was seen must be missed when it goes.
          await until("the snapshot being seen", async () => ((await factsOf(nats, site, "vm.snapshot-created")).length > round ? true : undefined), patienceMs);
          await pause(random() * 1_500);
          await removeSnapshot(vcsim, index, `round-${round}`);
          removed++;
          const spread = round % 2 === 0;
          for (let member = 8; member <= 17; member++) await migrate(vcsim, member, spread ? member % 10 : 0);
          await pause(300 + random() * 2_500);
        }
      })();
      changes.catch(() => undefined); // awaited below; a failure meanwhile must not end the process
      for (let kill = 0; kill < killsPerRound; kill++) {
        await pause(random() * mostWaitMs);
        await daemon.kill();
        daemon = await startTetherd({ env });
      }
      change.goesOn = false;
      await changes;
      await daemon.ready();

      const facts = await until("every removal being told", async () => {
        const all = await factsOf(nats, site, "vm.snapshot-removed");
        return all.length >= removed ? all : undefined;
      }, patienceMs);
      expect(facts).toHaveLength(removed);
      onlyOnce(facts);
      expect(new Set(facts.map((fact) => JSON.stringify((fact.event.data as { before: unknown }).before))).size).toBe(removed);

      // The group is where the last migration left it; alerts alternate and end accordingly.
      const alerts = await until("the last alert fitting the last state", async () => {
        const all = await alertsOf(nats, site);
        const last = all.at(-1)?.event.data as { status: string } | undefined;
        return last === undefined || last.status === "resolved" ? all : undefined;
      }, 20_000).catch(async () => alertsOf(nats, site));
      onlyOnce(alerts);
      alerts.forEach((alert, index) => expect((alert.event.data as { status: string }).status, `alert ${index}`).toBe(index % 2 === 0 ? "firing" : "resolved"));
      expect(alerts.map((alert) => (alert.event.data as { transition: number }).transition)).toEqual(alerts.map((_, index) => index + 1));

      const actions = await until("every request", async () => {
        const all = await actionsOf(nats, site);
        return all.length >= removed ? all : undefined;
      }, patienceMs);
      expect(actions).toHaveLength(removed);
      onlyOnce(actions);
      for (const action of actions) expect(linked.map(vm)).toContain((action.event.data as { target: { name: string } }).target.name);
      expect(removed).toBeGreaterThan(0);
    }, 600_000);
  });
}

function onlyOnce(messages: readonly BusMessage[]): void {
  expect(new Set(messages.map((message) => message.msgId)).size).toBe(messages.length);
  expect(new Set(messages.map((message) => message.event.id)).size).toBe(messages.length);
}
