/**
 * P1: an executor that is killed at any step, with answers lost before and after the call took effect and tasks that show up late, does everything asked for once:
 * nothing twice, nothing lost. The lab counts what really happened.
 */
import { describe, expect, it } from "vitest";
import { executorSteps, type ExecutorStep } from "../../../src/streams/executor/context.js";
import { randomFrom } from "../../scenarios/support/random.js";
import { until } from "../../support/until.js";
import { Rig, type Running } from "./rig.js";

const seeds = process.env["TETHERD_TEST_LONG"] === undefined ? 1 : 50;
const firstSeed = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const vms = executorSteps.length;

describe.each(Array.from({ length: seeds }, (_, index) => firstSeed + index))("P1: killed at every step (TETHERD_TEST_SEED=%i)", (seed) => {
  it.each([1, 2])("%i executors on one journal do everything once", async (count) => {
    const random = randomFrom(seed * 10 + count);
    const rig = await Rig.start({ vms, seed, taskMs: 20, rules: { settleMs: 400 } });
    rig.tasks.lateMs = 150;
    try {
      // Each action is killed at a step of its own, so that one run goes through all of them; which occurrence is drawn.
      const todo = new Map<string, { readonly step: ExecutorStep }>();
      for (const [index, step] of executorSteps.entries()) todo.set(rig.ask(`vm${index + 1}`).request.id, { step });
      let deaths = 0;
      const begin = (): Running => {
        const running = rig.execute({
          mishaps: { random, lostBefore: 0.1, lostAfter: 0.15 },
          step: (step, id) => {
            const plan = todo.get(id);
            if (plan?.step !== step) return;
            todo.delete(id);
            deaths++;
            running.die();
            alive.delete(running);
            alive.add(begin());
          },
        });
        return running;
      };
      const alive = new Set(Array.from({ length: count }, begin));
      await until("everything having ended", () => (rig.intents().every(({ state }) => ["done", "skipped"].includes(state)) ? true : undefined), 60_000, 20)
        .catch((error: unknown) => { throw new Error(`${String(error)}: ${JSON.stringify(rig.intents().map(({ request, state, story }) => [request.id, state, story.map((one) => `${one.state}: ${one.reasons.join(" ")}`)]), undefined, 1)}; ${rig.troubles.map(String).join("; ")}`); });
      expect(deaths).toBeGreaterThanOrEqual(vms - 3);
      for (let index = 1; index <= vms; index++) expect([`vm${index}`, rig.effects(`vm${index}`)]).toEqual([`vm${index}`, 1]);
      expect(rig.intents().map(({ state }) => state)).toEqual(rig.intents().map(() => "done"));
      // Every chapter of every story is told, once.
      await until("everything being told", () => (rig.intents().every(({ said, story }) => said === story.at(-1)?.n) ? true : undefined), 30_000, 20);
      const told = rig.store.messages.flatMap((message) => (message.kind === "action-state" && message.action.state !== "progress" ? [`${message.action.id}:${message.action.chapter}`] : []));
      expect(new Set(told).size).toBe(told.length);
      expect(told.sort()).toEqual(rig.intents().flatMap(({ request, story }) => story.filter(({ n }) => n > 1).map(({ n }) => `${request.id}:${n}`)).sort());
    } finally {
      await rig.stop();
    }
  }, 120_000);
});
