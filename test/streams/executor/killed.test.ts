/**
 * P1: executors that are killed at any step, while connections are lost before and behind the call, sessions end, tasks fail, show up late or are forgotten, and
 * vCenter restarts: everything that was asked for is done once, nothing twice, and where nobody can know a person is asked for a reason. The lab counts what
 * really happened.
 */
import { describe, expect, it } from "vitest";
import { cancel, retry } from "../../../src/streams/executor/decide-by-person.js";
import { executorSteps, type ExecutorStep } from "../../../src/streams/executor/context.js";
import { randomFrom } from "../../scenarios/support/random.js";
import { until } from "../../support/until.js";
import { planTaskMishaps, planWireMishaps } from "./mishaps.js";
import { Rig, type Running } from "./rig.js";

const long = process.env["TETHERD_TEST_LONG"] !== undefined;
const firstSeed = Number(process.env["TETHERD_TEST_SEED"] ?? 1);
const seeds = Array.from({ length: long ? Number(process.env["TETHERD_TEST_SEEDS"] ?? 50) : 1 }, (_, index) => firstSeed + index);
/** One of each way in which an operation may be repeated: convergent, guarded, cumulative. */
const kinds = [
  { verb: "promote", params: { unlink: false }, method: "PromoteDisks_Task", name: "vm", addDelta: 1 },
  { verb: "add-delta-disk", params: {}, method: "ReconfigVM_Task", name: "flat", addDelta: 0 },
  { verb: "create-snapshot", params: { name: "s" }, method: "CreateSnapshot_Task", name: "desk", addDelta: 0 },
] as const;
const restarts = 2;

describe.each(seeds)("P1: killed at every step (TETHERD_TEST_SEED=%i)", (seed) => {
  it.each(long ? [["memory", 1], ["memory", 2], ["wire", 1], ["wire", 2]] as const : [["wire", 2]] as const)("over the %s, %i at a time on one journal, they do everything once", async (way, count) => {
    const random = randomFrom(seed * 10 + count);
    const vms = executorSteps.length;
    const rig = await Rig.start({
      vms: 0, seed, port: 20_000 + ((process.pid * 31 + seed) % 10_000), taskMs: 20, rules: { settleMs: 400 },
      datacenter: { vms: kinds.map(({ name, addDelta }) => ({ name: `${name}{1..${vms}}`, disks: [{ size: "10 GiB", used: "2 GiB" }], addDelta })) },
    });
    rig.tasks.lateMs = 150;
    planTaskMishaps(rig.lab);
    if (way === "wire") planWireMishaps(rig.lab);
    const asked: { readonly id: string; readonly vm: string; readonly method: string }[] = [];
    /** Each action is killed at a step of its own, so that one run goes through all of them. */
    const doom = new Map<string, ExecutorStep>();
    for (const [index, step] of executorSteps.entries()) {
      // The calls of this process know no devices.
      const some = kinds.filter(({ verb }) => way === "wire" || verb !== "add-delta-disk");
      for (const [at, { verb, params, method, name }] of some.entries()) {
        if (!long && (index + seed) % some.length !== at) continue;
        const vm = `${name}${index + 1}`;
        const { request: { id } } = rig.ask(vm, { verb, params }, verb === "promote" ? undefined : "ann");
        asked.push({ id, vm, method });
        doom.set(id, step);
      }
    }
    let deaths = 0;
    let restarting = Promise.resolve();
    const atDeath = new Set(Array.from({ length: restarts }, () => 1 + Math.floor(random() * vms * 0.7)));
    const begin = (): Running => {
      const running = rig.execute({
        wire: way === "wire", mishaps: { random, lostBefore: 0.1, lostAfter: 0.15 },
        step: (step, id) => {
          if (doom.get(id) !== step) return;
          doom.delete(id);
          running.die();
          alive.delete(running);
          alive.add(begin());
          if (atDeath.has(++deaths)) void restarting.then(async () => (restarting = rig.lab.control.restart(50)));
        },
      });
      return running;
    };
    const alive = new Set(Array.from({ length: count }, begin));
    const { signal } = new AbortController();
    /** Whoever is asked looks at the VM, and finds that tetherd could not have known: vCenter shows no task of that call. */
    const answer = async (id: string, vm: string, method: string): Promise<void> => {
      const { issue, story } = rig.intent(id);
      expect([method, rig.tasks.shows(issue?.operationId ?? "", way)], story.at(-1)?.reasons.join(" ")).toEqual(["CreateSnapshot_Task", false]);
      const person = { sender: "ann", now: rig.now() };
      const said = rig.lab.control.effects(method, vm).length > 0 ? await cancel(rig.store.journal(), id, person, signal) : await retry(rig.store.journal(), id, person, 3_600_000, signal);
      expect(said.ok).toBe(true);
    };
    try {
      await until("everything having ended", async () => {
        for (const { id, vm, method } of asked) if (rig.intent(id).state === "unknown") await answer(id, vm, method);
        return rig.intents().every(({ state }) => ["done", "skipped", "cancelled", "failed", "refused"].includes(state)) ? true : undefined;
      }, long ? 400_000 : 90_000, 20).catch((error: unknown) => { throw new Error(`${String(error)}: ${storiesOf(rig)}; ${rig.troubles.map(String).join("; ")}`); });
      expect(asked.map(({ vm, method }) => [vm, rig.lab.control.effects(method, vm).length]), storiesOf(rig)).toEqual(asked.map(({ vm }) => [vm, 1]));
      const cancelled = rig.intents().filter(({ story }) => story.some(({ state }) => state === "unknown")).map(({ request }) => request.id);
      expect(rig.intents().filter(({ state, request }) => state !== "done" && !cancelled.includes(request.id)).map(({ state, story }) => [state, story.at(-1)?.reasons])).toEqual([]);
      expect(deaths).toBeGreaterThanOrEqual(asked.length * 0.6);
      // Every chapter of every story is told, once.
      await until("everything being told", () => (rig.intents().every(({ said, story }) => said === story.at(-1)?.n) ? true : undefined), 30_000, 20);
      const told = rig.store.messages.flatMap((message) => (message.kind === "action-state" && message.action.state !== "progress" ? [`${message.action.id}:${message.action.chapter}`] : []));
      expect(new Set(told).size).toBe(told.length);
      expect(told.sort()).toEqual(rig.intents().flatMap(({ request, story }) => story.filter(({ n }) => n > 1).map(({ n }) => `${request.id}:${n}`)).sort());
      expect(rig.lab.control.defects()).toEqual([]);
    } finally {
      await rig.stop();
    }
  }, long ? 500_000 : 150_000);
});

function storiesOf(rig: Rig): string {
  return JSON.stringify(rig.intents().map(({ request, state, story }) => [request.id, state, story.map((one) => `${one.state}: ${one.reasons.join(" ")}`)]), undefined, 1);
}
