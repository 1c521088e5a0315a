/** What people are told of actions that wait for their approval: that one waits, once, and what was decided, by whom. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { intentOf, moved, type Intent } from "../../../src/actions/intent.js";
import { pageOf } from "../../../src/notify/page.js";
import { action } from "../../bus/samples.js";
import { firing, hour, MemoryEntries, minute, over, receiver, routingOf, settle, start, startRelay, TestClock, type TestReceiver, type TestRelay } from "./relay-parts.js";

const routing = routingOf('receivers: { chat: { webhook: { url: "https://a.example.org" } } }\ndefault: { to: chat }');
const plan = { kind: "PromoteDisks_Task", vm: "vm-42", unlink: false, disks: [] } as const;
const proposed = (id = "promote-1"): Intent => intentOf("vc", { ...action().request, id, state: "proposed", fingerprint: firing().fingerprint, requestedAt: new Date(start).toISOString() });
const offered = (intent: Intent, hash: string, atMs = 0): Intent => moved(intent, "proposed", { at: start + atMs, reasons: ["Two levels."] }, { approval: undefined, offer: { hash, plan } });
const approved = (intent: Intent, atMs = minute): Intent => moved(intent, "approved", { at: start + atMs, reasons: ["ann approved it."], by: "ann" }, { approval: { by: "ann", at: start + atMs, hash: intent.offer?.hash ?? "" } });

let entries: MemoryEntries, journal: MemoryEntries, clock: TestClock, chat: TestReceiver, relay: TestRelay;
const begin = async (): Promise<void> => {
  relay = await startRelay({ entries, journal, routing, receivers: { chat }, clock });
};
const note = async (intent: Intent): Promise<void> => {
  const key = `vc.action.${intent.request.id}`;
  await journal.put(key, intent, journal.entries.get(key)?.revision ?? 0);
  await settle();
};
const kinds = (): readonly string[] => chat.told.map(({ kind }) => kind);
beforeEach(() => [entries, journal, clock, chat] = [new MemoryEntries(), new MemoryEntries(), new TestClock(), receiver()]);
afterEach(async () => relay.stop());

it("that an action waits is told once, with what an approval must name, and who decided is told once", async () => {
  await begin();
  await relay.hear(firing());
  await note(proposed());
  expect(kinds()).toEqual(["fired"]);
  const asked = offered(proposed(), "h1", minute / 2);
  await note(asked);
  await note({ ...asked, said: 2 });
  expect(kinds()).toEqual(["fired", "proposed"]);
  expect(chat.told[1]?.alerts[0].proposal).toEqual({ action: "promote-1", approvalHash: "h1", what: "promote of web-1" });
  expect(pageOf(chat.told[1]!)).toMatchObject({ heading: "Waits for approval (warning): Clone group base spans 7 of 8 permitted hosts", commands: expect.arrayContaining(["tetherd actions approve promote-1", "tetherd actions refuse promote-1"]) as unknown });
  expect(pageOf(chat.told[1]!).sentences).toContain("tetherd proposes: promote of web-1. It waits for your approval.");
  const agreed = approved(asked);
  await note(agreed);
  await note(moved(agreed, "prepared", { at: start + 2 * minute, reasons: [] }));
  await note(moved(agreed, "done", { at: start + 3 * minute, reasons: [] }));
  expect(kinds()).toEqual(["fired", "proposed", "decided"]);
  expect(pageOf(chat.told[2]!)).toMatchObject({ heading: "Decided (warning): Clone group base spans 7 of 8 permitted hosts", proposals: [] });
  expect(pageOf(chat.told[2]!).sentences).toEqual(expect.arrayContaining(["ann approved it.", "tetherd is going to do: promote of web-1."]));
  expect(chat.told[2]).not.toHaveProperty("alerts.0.proposal");
  await relay.hear(over({}, 4 * minute));
  expect(pageOf(chat.told[3]!).sentences).toEqual(expect.not.arrayContaining(["ann approved it."]));
});

it("an action that waits already is told with the alert, in one message", async () => {
  await note(offered(proposed(), "h1"));
  await begin();
  await relay.hear(firing());
  expect(kinds()).toEqual(["fired"]);
  expect(chat.told[0]?.alerts[0].proposal?.approvalHash).toBe("h1");
});

it("what would be done has changed: people are asked again, and only the new answer is named", async () => {
  await begin();
  await relay.hear(firing());
  const asked = offered(proposed(), "h1");
  await note(asked);
  await note(offered(approved(asked), "h2", 2 * minute));
  expect(chat.told.map(({ alerts: [{ proposal }] }) => proposal?.approvalHash)).toEqual([undefined, "h1", "h2"]);
});

it("what nobody was asked about is decided without a word", async () => {
  await begin();
  await relay.hear(firing());
  await note(moved(proposed(), "expired", { at: start + minute, reasons: ["It could not be begun before 09:00."] }));
  await relay.hear(over({}, minute));
  await clock.pass(hour);
  expect(kinds()).toEqual(["fired", "resolved"]);
});

it("what was asked and decided while no relay was there is told when one is, as old where it is", async () => {
  await begin();
  await relay.hear(firing());
  await relay.stop();
  const asked = offered(proposed(), "h1", minute);
  await note(asked);
  await begin();
  expect(kinds()).toEqual(["fired", "proposed"]);
  await relay.stop();
  await note(moved(asked, "refused", { at: start + 2 * minute, reasons: ["bob refused it: not today"], by: "bob" }));
  await clock.pass(hour);
  await begin();
  expect(kinds()).toEqual(["fired", "proposed", "decided"]);
  expect(pageOf(chat.told[2]!).sentences).toEqual(expect.arrayContaining(["This happened 58m ago and could not be told in time.", "bob refused it: not today", "tetherd did not do it (refused): promote of web-1."]));
});

it("what may have been asked by a relay that was killed is told as decided", async () => {
  await begin();
  await relay.hear(firing());
  chat.answer = async () => new Promise(() => undefined);
  const asked = offered(proposed(), "h1", minute);
  await note(asked);
  relay.crash();
  chat.answer = () => undefined;
  await note(approved(asked));
  await begin();
  expect(kinds()).toEqual(["fired", "decided"]);
});

it("killed at any write and begun again, everybody asked is told what was decided", async () => {
  const asked = offered(proposed(), "h1", minute);
  for (let crashAt = 1; crashAt <= 9; crashAt++) {
    [entries, journal, clock, chat] = [new MemoryEntries(), new MemoryEntries(), new TestClock(), receiver()];
    let writes = 0;
    entries.before = () => { if (++writes === crashAt) { relay.crash(); throw new Error("killed"); } };
    await begin();
    const again = async (): Promise<void> => { if (writes >= crashAt) { entries.before = () => undefined; await begin(); } };
    const message = { text: JSON.stringify(firing()), at: { stream: "s", sequence: 1 } };
    await relay.relay.take(message).catch(async () => { await again(); await relay.relay.take(message); });
    for (const step of [asked, approved(asked)]) {
      await settle();
      await again();
      await note(step);
      await clock.pass(minute);
    }
    await again();
    await clock.pass(minute);
    const once = [...new Map(chat.told.map((told) => [told.id, told.kind])).values()];
    expect([crashAt, once.filter((kind) => kind === "fired").length, once.at(-1)]).toEqual([crashAt, 1, "decided"]);
    relay.crash();
  }
});

it("an action whose policy tells no alert is told by itself, and is over when it is decided", async () => {
  await begin();
  const asked = offered(proposed(), "h1");
  await note(asked);
  await clock.pass(minute);
  expect(kinds()).toEqual(["fired"]);
  expect(chat.told[0]).toMatchObject({ title: "promote of web-1 waits for approval", severity: "warning", alerts: [{ proposal: { action: "promote-1", approvalHash: "h1" }, labels: { alertname: "promote-after-snapshot-removal", action: "promote" }, where: [{ text: "web-1 (vm-42)" }, {}] }] });
  expect(pageOf(chat.told[0]!).sentences).toEqual(expect.arrayContaining(["2 levels that no snapshot and no other VM needs", "tetherd proposes: promote of web-1. It waits for your approval."]));
  await relay.stop();
  await begin();
  await note(offered(asked, "h2", 2 * minute));
  await note(approved(asked, 3 * minute));
  expect(kinds()).toEqual(["fired", "proposed", "resolved"]);
  expect(pageOf(chat.told[2]!)).toMatchObject({ heading: "Resolved: promote of web-1 waits for approval", sentences: ["Over: it does not wait for approval any more.", "2 levels that no snapshot and no other VM needs", "ann approved it.", "tetherd is going to do: promote of web-1."] });
  await clock.pass(3 * hour);
  expect(kinds()).toHaveLength(3);
});

it("an action that waits on when its alert is over is told by itself, and one that ends soon after is not", async () => {
  await begin();
  await relay.hear(firing());
  const asked = offered(proposed(), "h1");
  await note(asked);
  await relay.hear(over({}, minute));
  await clock.pass(5 * minute);
  expect(kinds()).toEqual(["fired", "proposed", "resolved"]);
  await clock.pass(6 * minute);
  expect(chat.told.map(({ kind, title }) => `${kind}: ${title}`).slice(3)).toEqual(["fired: promote of web-1 waits for approval"]);
  await relay.relay.take({ text: JSON.stringify(over({}, minute)), at: undefined });
  await note(approved(asked, 12 * minute));
  expect(kinds().slice(3)).toEqual(["fired", "resolved"]);

  [entries, journal, chat] = [new MemoryEntries(), new MemoryEntries(), receiver()];
  await relay.stop();
  await begin();
  await relay.hear(firing());
  await note(asked);
  await relay.hear(over({}, minute));
  await clock.pass(5 * minute);
  await note(moved(asked, "skipped", { at: start + 5 * minute, reasons: ["The condition of policy tidy does not hold any more."] }));
  await clock.pass(hour);
  expect(kinds()).toEqual(["fired", "proposed", "resolved"]);
});

it("an alert that comes after all takes the place of what stood in for it", async () => {
  await begin();
  await note(offered(proposed(), "h1"));
  await clock.pass(minute);
  await relay.hear(firing({ severity: "critical" }, minute));
  await relay.hear(over({ severity: "critical" }, 2 * minute));
  expect(chat.told.map(({ kind, title }) => `${kind}: ${title}`)).toEqual(["fired: promote of web-1 waits for approval", "raised: Clone group base spans 7 of 8 permitted hosts", "resolved: Clone group base spans 7 of 8 permitted hosts"]);
});

it("of several told together each decision is named", async () => {
  const grouped = routingOf('receivers: { chat: { webhook: { url: "https://a.example.org" } } }\ndefault: { to: chat, group: policy, wait: 30s, interval: 5m }');
  relay = await startRelay({ entries, journal, routing: grouped, receivers: { chat }, clock });
  const of = (n: number): Intent => ({ ...proposed(`promote-${n}`), request: { ...proposed(`promote-${n}`).request, fingerprint: `f${n}`, target: { type: "VirtualMachine", id: `vm-${n}`, name: `web-${n}` } } });
  for (const n of [1, 2, 3]) {
    await note(offered(of(n), `h${n}`));
    await relay.hear(firing({ fingerprint: `f${n}` }));
  }
  await clock.pass(minute);
  expect(pageOf(chat.told[0]!).proposals.map(({ action: id, approvalHash }) => [id, approvalHash])).toEqual([["promote-1", "h1"], ["promote-2", "h2"], ["promote-3", "h3"]]);
  await note(approved(offered(of(2), "h2")));
  await clock.pass(10 * minute);
  expect(kinds()).toEqual(["fired", "decided"]);
  const page = pageOf(chat.told[1]!);
  expect(page.sentences[0]).toBe("ann approved it. tetherd is going to do: promote of web-2.");
  expect(page.proposals.map(({ action: id }) => id)).toEqual(["promote-1", "promote-3"]);
});
