/**
 * What every ledger must do, whatever stands behind it: a turn is said once and remembered whole, and a crash at any moment changes nothing of that.
 * The suite crashes a ledger by throwing at one of its steps and goes on with a new one on the same broker, as a restarted process would.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CloudEvent } from "../../src/bus/cloud-event.js";
import { ledgerSteps, type LedgerStep } from "../../src/bus/ledger-step.js";
import type { SavedState, Turn } from "../../src/bus/turn.js";
import type { Ledger } from "../../src/streams/ports.js";
import { action, alert, fact, resolved } from "../bus/samples.js";

export interface LedgerHarness {
  /** A ledger as a freshly started process has it. */
  ledger(fault?: (step: LedgerStep) => void): Ledger;
  /** All messages of one vCenter, in stored order per stream, read without the ledger. */
  stored(instanceUuid: string): Promise<readonly { readonly subject: string; readonly msgID: string; readonly event: CloudEvent }[]>;
  /** The public bucket of alerts, as consumers read it: fingerprint to last message. */
  alerts(instanceUuid: string): Promise<ReadonlyMap<string, CloudEvent>>;
  /** How many random histories to try. */
  readonly histories: number;
}

class Crash extends Error {}

/** Throws at the n-th time the step is reached, from 1, and only once. */
function crashAt(step: LedgerStep, nth = 1): (reached: LedgerStep) => void {
  let count = 0;
  return (reached) => {
    if (reached === step && (count += 1) === nth) throw new Crash(`crashed ${step}`);
  };
}

const forever = new AbortController().signal;
let vcenters = 0;
const newVCenter = (): string => `4c4c4544-0000-0000-0000-${String(Date.now())}${String((vcenters += 1)).padStart(4, "0")}`;

const small: Turn = {
  messages: [fact(), alert(), resolved(), alert({ fingerprint: "aaaa", subject: { kind: "vm", id: "vm-9", name: "db" } }), action()],
  puts: [
    { key: { kind: "checkpoint", id: "history" }, value: { time: "2026-11-24T08:00:00Z", eventKey: 17 } },
    { key: { kind: "vm", id: "vm-42" }, value: { digest: "abc" } },
    { key: { kind: "episode", id: "0f3a5c7e9b1d2468" }, value: { state: "ended", transition: 2 } },
  ],
};

/** More than one journal record. */
const large: Turn = {
  messages: Array.from({ length: 40 }, (_, i) => alert({ fingerprint: `f${i}`, object: { text: "x".repeat(20_000) } })),
  puts: Array.from({ length: 40 }, (_, i) => ({ key: { kind: "vm", id: `vm-${i}` } as const, value: { text: "y".repeat(20_000), i } })),
};

const plain = (state: SavedState): Record<string, Record<string, unknown>> =>
  Object.fromEntries([...state].filter(([, values]) => values.size > 0).map(([kind, values]) => [kind, Object.fromEntries([...values].sort())]));

export function ledgerContract(harness: LedgerHarness): void {
  const reopened = async (vcenter: string): Promise<Record<string, Record<string, unknown>>> => plain(await harness.ledger().open(vcenter, forever));
  const idsOf = async (vcenter: string): Promise<string[]> => (await harness.stored(vcenter)).map(({ msgID }) => msgID).sort();
  /** A fresh vCenter, opened. */
  const begin = async (fault?: (step: LedgerStep) => void): Promise<{ vcenter: string; ledger: Ledger }> => {
    const vcenter = newVCenter();
    const ledger = harness.ledger(fault);
    await ledger.open(vcenter, forever);
    return { vcenter, ledger };
  };
  /** What is stored and saved when a turn went through without trouble. */
  const undisturbed = async (turn: Turn): Promise<{ count: number; state: Record<string, Record<string, unknown>> }> => {
    const { vcenter, ledger } = await begin();
    await ledger.commit(turn, forever);
    return { count: (await idsOf(vcenter)).length, state: await reopened(vcenter) };
  };

  test("a vCenter that was never seen has no saved state", async () => {
    expect(await reopened(newVCenter())).toEqual({});
  });

  test("a turn is said in full and remembered", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit(small, forever);
    const stored = await harness.stored(vcenter);
    expect(stored.map(({ subject }) => subject.replace(/^tetherd\.[^.]+\./, "")).sort()).toEqual([
      "action.promote.requested", "alert.warning.clone-group-ha-span", "alert.warning.clone-group-ha-span", "alert.warning.clone-group-ha-span", "fact.vm.snapshot-removed",
    ]);
    expect(stored.every(({ msgID, event }) => event.id === msgID && event.source === `tetherd/${vcenter}`)).toBe(true);
    expect(await reopened(vcenter)).toEqual({
      checkpoint: { history: { time: "2026-11-24T08:00:00Z", eventKey: 17 } }, vm: { "vm-42": { digest: "abc" } }, episode: { "0f3a5c7e9b1d2468": { state: "ended", transition: 2 } },
    });
  });

  test("the public bucket has the last message of each alert", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit(small, forever);
    const alerts = await harness.alerts(vcenter);
    expect([...alerts].map(([fingerprint, { type }]) => [fingerprint, type]).sort()).toEqual([["0f3a5c7e9b1d2468", "io.tetherd.alert.resolved.v1"], ["aaaa", "io.tetherd.alert.firing.v1"]]);
  });

  test("a later value replaces an earlier one, null deletes, and a deleted key can come back", async () => {
    const { vcenter, ledger } = await begin();
    const put = (value: unknown, id = "vm-1"): Turn["puts"][number] => ({ key: { kind: "vm", id }, value });
    await ledger.commit({ messages: [], puts: [put(1), put(2), put("stays", "vm-2")] }, forever);
    await ledger.commit({ messages: [], puts: [put(3)] }, forever);
    expect(await reopened(vcenter)).toEqual({ vm: { "vm-1": 3, "vm-2": "stays" } });
    const again = harness.ledger();
    await again.open(vcenter, forever);
    await again.commit({ messages: [], puts: [put(null)] }, forever);
    expect(await reopened(vcenter)).toEqual({ vm: { "vm-2": "stays" } });
    const third = harness.ledger();
    await third.open(vcenter, forever);
    await third.commit({ messages: [], puts: [put(null), put(4), put(null, "never-there")] }, forever);
    await third.commit({ messages: [], puts: [put(null), put(5)] }, forever);
    expect(await reopened(vcenter)).toEqual({ vm: { "vm-1": 5, "vm-2": "stays" } });
  });

  test("ids of any spelling are kept apart and come back as they were", async () => {
    const ids = ["a.b", "a_b", "a=2Eb", "*", ">", "", "ä ö\n", "x".repeat(200)];
    const { vcenter, ledger } = await begin();
    await ledger.commit({ messages: [], puts: ids.map((id) => ({ key: { kind: "group", id }, value: id })) }, forever);
    expect((await reopened(vcenter))["group"]).toEqual(Object.fromEntries(ids.map((id) => [id, id])));
  });

  test("messages of one alert are stored in the order of the turn", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit({ messages: Array.from({ length: 50 }, (_, i) => alert({ transition: i + 1 })), puts: [] }, forever);
    expect((await harness.stored(vcenter)).map(({ event }) => event.sequence)).toEqual(Array.from({ length: 50 }, (_, i) => String(i + 1).padStart(10, "0")));
  });

  test("what was said before is not said again", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit(small, forever);
    await ledger.commit(small, forever);
    expect(await idsOf(vcenter)).toHaveLength(5);
  });

  test("an empty turn is fine", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit({ messages: [], puts: [] }, forever);
    expect(await reopened(vcenter)).toEqual({});
  });

  test("vCenters do not see each other", async () => {
    const one = await begin();
    const other = await begin();
    await one.ledger.commit(small, forever);
    await other.ledger.commit({ messages: [alert({ transition: 9 })], puts: [] }, forever);
    expect(await idsOf(other.vcenter)).toEqual([`${other.vcenter}:0f3a5c7e9b1d2468:9`]);
    expect(await reopened(other.vcenter)).toEqual({});
  });

  test("an aborted signal ends a call", async () => {
    const { ledger } = await begin();
    const reason = new Error("stopping");
    await expect(ledger.commit(small, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(harness.ledger().open(newVCenter(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("whoever opens last owns the vCenter, and the other one is told", async () => {
    const { vcenter, ledger } = await begin();
    await ledger.commit({ messages: [alert()], puts: [] }, forever);
    const next = harness.ledger();
    await next.open(vcenter, forever);
    await expect(ledger.commit({ messages: [resolved()], puts: [{ key: { kind: "vm", id: "vm-1" }, value: 1 }] }, forever)).rejects.toMatchObject({ code: "LEDGER_TAKEN_OVER" });
    await next.commit({ messages: [resolved({ transition: 3 })], puts: [] }, forever);
    expect(await idsOf(vcenter)).toEqual([`${vcenter}:0f3a5c7e9b1d2468:1`, `${vcenter}:0f3a5c7e9b1d2468:3`]);
    expect(await reopened(vcenter)).toEqual({});
  });

  test("an owner that wakes up in the middle of its turn, after being overtaken, changes nothing", async () => {
    const { vcenter, ledger } = await begin(crashAt("after-journal"));
    await expect(ledger.commit(small, forever)).rejects.toBeInstanceOf(Crash);
    const next = harness.ledger();
    await next.open(vcenter, forever);
    const newer: Turn = {
      messages: [alert({ transition: 3 })],
      puts: [{ key: { kind: "vm", id: "vm-42" }, value: null }, { key: { kind: "episode", id: "0f3a5c7e9b1d2468" }, value: { state: "active", transition: 3 } }],
    };
    await next.commit(newer, forever);
    await expect(ledger.commit({ messages: [], puts: [{ key: { kind: "vm", id: "vm-1" }, value: 1 }] }, forever)).rejects.toMatchObject({ code: "LEDGER_TAKEN_OVER" });
    await next.commit({ messages: [fact({ occurrence: "later" })], puts: [] }, forever);
    expect(await idsOf(vcenter)).toHaveLength(small.messages.length + 2);
    expect((await harness.alerts(vcenter)).get("0f3a5c7e9b1d2468")?.sequence).toBe("0000000003");
    expect(await reopened(vcenter)).toEqual({
      checkpoint: { history: { time: "2026-11-24T08:00:00Z", eventKey: 17 } }, episode: { "0f3a5c7e9b1d2468": { state: "active", transition: 3 } },
    });
  });

  const places: readonly (readonly [LedgerStep, number])[] = [...ledgerSteps.map((step) => [step, 1] as const), ["after-message", 3], ["after-put", 2]];
  const untold = (step: LedgerStep): boolean => step === "before-journal" || step === "after-parts";

  for (const [name, turn] of [["small", small], ["large", large]] as const) {
    for (const [step, nth] of places) {
      const happens = name === "large" || step !== "after-parts";
      if (!happens) continue;
      const moment = `${step}${nth === 1 ? "" : ` ${nth}`}`;

      test(`a crash ${moment} of a ${name} turn: the next process finds all of it done once, or nothing of it`, async () => {
        const { vcenter, ledger } = await begin(crashAt(step, nth));
        await expect(ledger.commit(turn, forever)).rejects.toBeInstanceOf(Crash);
        const state = await reopened(vcenter);
        const wanted = untold(step) ? { count: 0, state: {} } : await undisturbed(turn);
        expect(await idsOf(vcenter)).toHaveLength(wanted.count);
        expect(state).toEqual(wanted.state);
      });

      test(`a crash ${moment} of a ${name} turn, said again by the next process: everything once`, async () => {
        const { vcenter, ledger } = await begin(crashAt(step, nth));
        await expect(ledger.commit(turn, forever)).rejects.toBeInstanceOf(Crash);
        const next = harness.ledger();
        await next.open(vcenter, forever);
        await next.commit(turn, forever);
        const wanted = await undisturbed(turn);
        expect(await idsOf(vcenter)).toHaveLength(wanted.count);
        expect(await reopened(vcenter)).toEqual(wanted.state);
      });

      test(`a failure ${moment} of a ${name} turn: the same ledger says it with the next turn`, async () => {
        const { vcenter, ledger } = await begin(crashAt(step, nth));
        await expect(ledger.commit(turn, forever)).rejects.toBeInstanceOf(Crash);
        await ledger.commit(turn, forever);
        await ledger.commit({ messages: [fact({ occurrence: "next" })], puts: [] }, forever);
        const wanted = await undisturbed(turn);
        expect(await idsOf(vcenter)).toHaveLength(wanted.count + 1);
        expect(await reopened(vcenter)).toEqual(wanted.state);
      });
    }
  }

  for (const [step, nth] of places.filter(([step]) => !untold(step) && step !== "after-journal")) {
    test(`a crash ${step}${nth === 1 ? "" : ` ${nth}`} while finishing another's turn: the third process finishes it`, async () => {
      const { vcenter, ledger } = await begin(crashAt("after-journal"));
      await expect(ledger.commit(small, forever)).rejects.toBeInstanceOf(Crash);
      await expect(harness.ledger(crashAt(step, nth)).open(vcenter, forever)).rejects.toBeInstanceOf(Crash);
      const wanted = await undisturbed(small);
      expect(await reopened(vcenter)).toEqual(wanted.state);
      expect(await idsOf(vcenter)).toHaveLength(wanted.count);
    });
  }

  test("any history of turns and crashes leaves each message once and the state of the last turn", async () => {
    const turns = fc.array(fc.record({
      messages: fc.integer({ min: 0, max: 4 }),
      puts: fc.array(fc.record({ id: fc.integer({ min: 0, max: 3 }), value: fc.oneof(fc.constant(null), fc.integer()) }), { maxLength: 4 }),
      crash: fc.option(fc.tuple(fc.constantFrom(...ledgerSteps), fc.integer({ min: 1, max: 3 })), { nil: undefined }),
    }), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(turns, async (history) => {
      const vcenter = newVCenter();
      let armed: (step: LedgerStep) => void = () => undefined;
      const process = (): Ledger => harness.ledger((step) => armed(step));
      let ledger = process();
      await ledger.open(vcenter, forever);
      const state = new Map<string, unknown>();
      let said = 0;
      for (const [n, { messages, puts, crash }] of history.entries()) {
        const turn: Turn = {
          messages: Array.from({ length: messages }, (_, i) => fact({ subject: `vm-${i}`, occurrence: String(n) })),
          puts: puts.map(({ id, value }) => ({ key: { kind: "vm", id: `vm-${id}` }, value })),
        };
        if (crash !== undefined) armed = crashAt(...crash);
        await ledger.commit(turn, forever).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        armed = () => undefined;
        ledger = process();
        await ledger.open(vcenter, forever);
        await ledger.commit(turn, forever); // a restarted line finds the same differences again
        said += messages;
        for (const { id, value } of puts) {
          if (value === null) state.delete(`vm-${id}`);
          else state.set(`vm-${id}`, value);
        }
      }
      const ids = await idsOf(vcenter);
      expect(ids).toHaveLength(said);
      expect(new Set(ids).size).toBe(said);
      expect((await reopened(vcenter))["vm"] ?? {}).toEqual(Object.fromEntries(state));
    }), { numRuns: harness.histories });
  });
}
