import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotifyError } from "../../../src/notify/errors.js";
import { pageOf } from "../../../src/notify/page.js";
import type { Notification } from "../../../src/notify/notification.js";
import { at, firing, hour, MemoryEntries, minute, over, receiver, routingOf, settle, startRelay, TestClock, type TestReceiver, type TestRelay } from "./relay-parts.js";

const kinds = ({ told }: TestReceiver): readonly string[] => told.map(({ kind, status, severity }) => `${kind} ${status} ${severity}`);
const away = (retryAfterMs?: number): NotifyError => new NotifyError("NOTIFY_UNREACHABLE", "Cannot send to push as it must be reachable: ECONNREFUSED", { retryable: true, retryAfterMs });
const two = `
receivers: { chat: { webhook: { url: "https://a.example.org" } }, pager: { webhook: { url: "https://b.example.org" } } }
routes: [{ match: 'labels.severity == "critical"', to: pager }]
default: { to: chat }`;
const grouped = `
receivers: { chat: { webhook: { url: "https://a.example.org" } } }
default: { to: chat, group: policy, wait: 30s, interval: 5m }`;

let entries: MemoryEntries, clock: TestClock, chat: TestReceiver, pager: TestReceiver, relay: TestRelay;
const begin = async (text = two): Promise<void> => {
  relay = await startRelay({ entries, routing: routingOf(text), receivers: { chat, pager }, clock });
};
beforeEach(() => [entries, clock, chat, pager] = [new MemoryEntries(), new TestClock(), receiver(), receiver()]);
afterEach(async () => relay.stop());

describe("the relay", () => {
  it("tells what fires, is raised and is over, once each, and the end also to whom only the beginning was told", async () => {
    await begin();
    await relay.hear(firing());
    await relay.hear(firing());
    await relay.hear(firing({ severity: "critical", transition: 2, transitionKind: "raised", labels: { ...firing().labels, severity: "critical" } }, minute));
    await relay.hear(over({ severity: "critical", transition: 3 }, 2 * minute));
    expect(kinds(chat)).toEqual(["fired firing warning", "resolved resolved critical"]);
    expect(kinds(pager)).toEqual(["fired firing critical", "resolved resolved critical"]);
  });

  it("passes over what is older than what it knows, and says what is no alert", async () => {
    await begin();
    const older = { text: JSON.stringify(firing()), at: { stream: "s", sequence: 1 } };
    await relay.relay.take({ text: JSON.stringify(over()), at: { stream: "s", sequence: 2 } });
    expect(await relay.relay.take(older)).toBeUndefined();
    await settle();
    expect(chat.told).toEqual([]);
    expect(await relay.relay.take({ text: "{}", at: undefined })).toBe('has no "status"; allowed: firing, resolved');
  });

  it("begins anew where it was: nothing is told twice and the end still comes", async () => {
    await begin();
    await relay.hear(firing());
    await relay.stop();
    await begin();
    await clock.pass(minute);
    await relay.hear(over({}, minute));
    expect(kinds(chat)).toEqual(["fired firing warning", "resolved resolved warning"]);
    expect(new Set(chat.told.map(({ id }) => id)).size).toBe(2);
  });

  it("killed between accepting and writing it down, tells the same again under the same id", async () => {
    await begin();
    let writes = 0;
    entries.before = (key) => { if (key.startsWith("thread.") && ++writes === 2) { relay.crash(); throw new Error("killed"); } };
    await relay.hear(firing());
    expect(chat.told).toHaveLength(1);
    entries.before = () => undefined;
    await begin();
    expect(kinds(chat)).toEqual(["fired firing warning", "fired firing warning"]);
    expect(new Set(chat.told.map(({ id }) => id)).size).toBe(1);
    await relay.hear(over());
    expect(kinds(chat).at(-1)).toBe("resolved resolved warning");
  });

  it("killed while a message is on its way, tells the end of what may have been told, though it was over by then", async () => {
    await begin();
    chat.answer = async () => new Promise(() => undefined);
    await relay.hear(firing());
    relay.crash();
    chat.answer = () => undefined;
    await begin();
    expect(kinds(chat)).toEqual(["fired firing warning"]);
    chat.told.length = 0;
    const other = { fingerprint: "f2" };
    chat.answer = async () => new Promise(() => undefined);
    await relay.hear(firing(other));
    relay.crash();
    pager.answer = () => undefined;
    relay = await startRelay({ entries, routing: routingOf(two), receivers: { chat: { told: [], answer: async () => new Promise(() => undefined) }, pager }, clock });
    await relay.hear(over(other, minute));
    relay.crash();
    chat.answer = () => undefined;
    await begin();
    await clock.pass(minute);
    expect(kinds(chat)).toEqual(["resolved resolved warning"]);
  });
  it("tells nothing once its lease has run out, and leaves the process free to notice", async () => {
    await begin();
    relay.outlived();
    await relay.hear(firing());
    await clock.pass(10_000);
    expect(chat.told).toEqual([]);
    relay.crash();
    await begin();
    expect(kinds(chat)).toEqual(["fired firing warning"]);
  });
});

describe("a receiver that does not answer for a day", () => {
  it("is told what happened when it is back: the stale as stale, and others are not held up", async () => {
    await begin();
    let down = true;
    chat.answer = () => { if (down) throw away(); return undefined; };
    await relay.hear(firing({ fingerprint: "stands" }));
    await relay.hear(firing({ fingerprint: "short" }, 0));
    await relay.hear(firing({ fingerprint: "loud", severity: "critical", labels: { severity: "critical" } }));
    expect(kinds(pager)).toEqual(["fired firing critical"]);
    await clock.pass(3 * hour);
    await relay.hear(over({ fingerprint: "short" }, 3 * hour));
    await clock.pass(20 * hour);
    await relay.hear(firing({ fingerprint: "new" }, 23 * hour));
    const attempts = relay.reports.filter(({ kind }) => kind === "failed").length;
    expect(attempts).toBeLessThan(23 * 12 * 2);
    expect(relay.relay.waiting(clock.now())[0]).toMatchObject({ receiver: "chat", failing: true, threads: [{ reason: "receiver" }, { reason: "receiver" }, { reason: "receiver" }] });
    down = false;
    await clock.pass(10 * minute);
    const headings = chat.told.map((told) => [told.alerts[0].fingerprint, pageOf(told).heading.split(":")[0], told.late]);
    expect(headings).toHaveLength(3);
    expect(headings).toEqual(expect.arrayContaining([["stands", "Firing (warning, not new)", expect.stringMatching(/^23h/)], ["short", "Resolved earlier", expect.stringMatching(/^20h/)], ["new", "Firing (warning)", undefined]]));
    expect(relay.relay.waiting(clock.now()).flatMap(({ threads }) => threads)).toEqual([]);
  });

  it("and is back in a mute time, is told after it", async () => {
    await begin('receivers: { chat: { webhook: { url: "https://a.example.org" } } }\nmute: { noon: "10:00-14:00 UTC" }\ndefault: { to: chat, mute: noon }');
    let down = true;
    chat.answer = () => { if (down) throw away(); return undefined; };
    await clock.pass(110 * minute);
    await relay.hear(firing({}, 110 * minute));
    await clock.pass(20 * minute);
    down = false;
    await clock.pass(3 * hour + 45 * minute);
    expect(chat.told).toEqual([]);
    await clock.pass(10 * minute);
    expect(kinds(chat)).toEqual(["fired firing warning"]);
    expect(chat.told[0]?.late).toMatch(/^4h/);
  });

  it("and one that is muted, is told at once when the alert is raised and another route leads there without the mute time", async () => {
    await begin('receivers: { chat: { webhook: { url: "https://a.example.org" } } }\nmute: { noon: "08:00-14:00 UTC" }\nroutes: [{ match: \'labels.severity == "critical"\', to: chat }]\ndefault: { to: chat, mute: noon }');
    await relay.hear(firing());
    await clock.pass(hour);
    expect(chat.told).toEqual([]);
    await relay.hear(firing({ severity: "critical", transition: 2, transitionKind: "raised", labels: { ...firing().labels, severity: "critical" } }, hour));
    expect(kinds(chat)).toEqual(["fired firing critical"]);
  });

  it("waits as long as it asks to, and a message that is refused is put aside and does not hold up the next", async () => {
    await begin();
    const times: number[] = [];
    chat.answer = () => { times.push(clock.now()); if (times.length === 1) throw away(10 * minute); return undefined; };
    await relay.hear(firing());
    await clock.pass(hour);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(10 * minute);
    expect(times).toHaveLength(2);
    chat.answer = ({ alerts: [{ fingerprint }] }) => { if (fingerprint === "bad") throw new NotifyError("NOTIFY_NOT_ACCEPTED", "Cannot send to push as it must accept the message: it answered 400"); return undefined; };
    await relay.hear(firing({ fingerprint: "bad" }, hour));
    await relay.hear(firing({ fingerprint: "good" }, hour));
    expect(chat.told.map(({ alerts: [{ fingerprint }] }) => fingerprint)).toEqual(["0f3a5c7e9b1d2468", "good"]);
    expect(relay.aside).toMatchObject([{ receiver: "chat", kind: "webhook", code: "NOTIFY_NOT_ACCEPTED", news: "fired" }]);
    await clock.pass(minute);
    expect(chat.told).toHaveLength(2);
  });
});

describe("a group", () => {
  let sequence = 0;
  const many = async (count: number, change = (n: number) => firing({ fingerprint: `f${n}` })): Promise<void> => {
    await Promise.all(Array.from({ length: count }, async (_, n) => relay.relay.take({ text: JSON.stringify(change(n)), at: { stream: "many", sequence: ++sequence } })));
    await settle();
  };

  it("of a thousand alerts is one message with the right count, and what comes after waits for the interval", async () => {
    await begin(grouped);
    await many(1_000);
    expect(chat.told).toEqual([]);
    await clock.pass(30_000);
    expect(chat.told.map(({ firing: count, title }) => [count, title])).toEqual([[1_000, "1000 alerts firing: policy clone-group-ha-span"]]);
    await many(400, (n) => over({ fingerprint: `f${n}` }, minute));
    await clock.pass(minute);
    expect(chat.told).toHaveLength(1);
    await clock.pass(5 * minute);
    expect(chat.told.map(({ kind, firing: count, resolved }) => [kind, count, resolved])).toEqual([["fired", 1_000, 0], ["resolved", 600, 400]]);
    await many(600, (n) => over({ fingerprint: `f${400 + n}` }, 6 * minute));
    await clock.pass(10 * minute);
    expect(chat.told.at(-1)).toMatchObject({ kind: "resolved", status: "resolved", firing: 0, resolved: 600 });
    await clock.pass(3 * hour);
    expect([...entries.entries.keys()]).toEqual([]);
  });

  it("killed at any write and begun again, in the end everybody knows how it stands", async () => {
    for (let crashAt = 1; crashAt <= 24; crashAt++) {
      [entries, clock, chat] = [new MemoryEntries(), new TestClock(), receiver()];
      let writes = 0;
      await begin(grouped);
      entries.before = () => { if (++writes === crashAt) { relay.crash(); throw new Error("killed"); } };
      const say = async (alert: ReturnType<typeof firing>, sequence: number): Promise<void> => {
        const message = { text: JSON.stringify(alert), at: { stream: "s", sequence } };
        await relay.relay.take(message).catch(async () => {
          await begin(grouped);
          await relay.relay.take(message);
        });
        await clock.pass(minute);
        if (entries.entries.size > 0 && writes === crashAt) { writes++; await begin(grouped); }
        await clock.pass(10 * minute);
      };
      await say(firing({ fingerprint: "a" }), 1);
      await say(firing({ fingerprint: "b" }, 11 * minute), 2);
      await say(over({ fingerprint: "a" }, 22 * minute), 3);
      await say(over({ fingerprint: "b" }, 33 * minute), 4);
      await clock.pass(10 * minute);
      const stands = new Map<string, string>();
      for (const { alerts } of chat.told) for (const { fingerprint, status } of alerts) stands.set(fingerprint, status);
      expect([crashAt, Object.fromEntries(stands)]).toEqual([crashAt, { a: "resolved", b: "resolved" }]);
      expect(new Set(chat.told.map(({ id }: Notification) => id)).size, `killed at write ${crashAt}`).toBeGreaterThanOrEqual(chat.told.length - 1);
      relay.crash();
    }
  });
});

describe("a receiver that forgets", () => {
  const forgetful = 'receivers: { chat: { alertmanager: { url: "https://am.example.org" } }, pager: { webhook: { url: "https://b.example.org" } } }\ndefault: { to: [chat, pager], repeat: 4h }';

  it("is told every five minutes what still fires, also after a restart of the relay, and then that it is over", async () => {
    await begin(forgetful);
    await relay.hear(firing());
    await clock.pass(22 * minute);
    expect(kinds(chat)).toEqual(["fired firing warning", ...Array<string>(4).fill("repeated firing warning")]);
    await relay.stop();
    await clock.pass(2 * minute);
    await begin(forgetful);
    expect(chat.told).toHaveLength(5);
    await clock.pass(minute);
    expect(kinds(chat).at(-1)).toBe("repeated firing warning");
    await relay.hear(over({}, 26 * minute));
    await clock.pass(hour);
    expect(kinds(chat).slice(6)).toEqual(["resolved resolved warning"]);
    expect(kinds(pager)).toEqual(["fired firing warning", "resolved resolved warning"]);
  });
});

it("a receiver that forgets is told again what stands, also while news of its group waits for a long interval", async () => {
  await begin('receivers: { chat: { alertmanager: { url: "https://am.example.org" } } }\ndefault: { to: chat, group: alertname, wait: 0s, interval: 3h }');
  await relay.hear(firing({ fingerprint: "a" }));
  await clock.pass(minute);
  await relay.hear(firing({ fingerprint: "b" }, minute));
  await clock.pass(13 * minute);
  expect(chat.told.map(({ kind, firing: count }) => [kind, count])).toEqual([["fired", 1], ["fired", 2], ["repeated", 2]]);
});

describe("another routing", () => {
  it("tells its receivers what fires already, and the former ones the end", async () => {
    await begin();
    await relay.hear(firing());
    await relay.relay.use(routingOf(two.replace("default: { to: chat }", "default: { to: pager }")));
    await settle();
    await relay.hear(over({}, minute));
    expect(kinds(chat)).toEqual(["fired firing warning", "resolved resolved warning"]);
    expect(kinds(pager)).toEqual(["fired firing warning", "resolved resolved warning"]);
    expect(chat.told[0]?.happenedAt).toBe(at(0));
  });

  it("that took its place while the relay was stopped is the same, and a receiver that left the file is told the end when it comes back", async () => {
    await begin();
    await relay.hear(firing());
    await relay.stop();
    await begin('receivers: { pager: { webhook: { url: "https://b.example.org" } } }\ndefault: { to: pager }');
    await relay.hear(over({}, minute));
    expect([kinds(chat), kinds(pager)]).toEqual([["fired firing warning"], ["fired firing warning", "resolved resolved warning"]]);
    await clock.pass(24 * hour);
    await relay.stop();
    await begin(two.replace("default: { to: chat }", "default: { to: pager }"));
    await clock.pass(minute);
    expect(kinds(chat)).toEqual(["fired firing warning", "resolved resolved warning"]);
    expect(pageOf(chat.told[1]!).heading).toMatch(/^Resolved earlier: /);
    expect(kinds(pager)).toHaveLength(2);
  });
});
