/** A receiver that cannot be told is an alert for the others: once, as the routes say, and over when it answers. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { NotifyError } from "../../../src/notify/errors.js";
import { pageOf } from "../../../src/notify/page.js";
import { firing, hour, MemoryEntries, minute, over, receiver, routingOf, settle, startRelay, TestClock, type TestReceiver, type TestRelay } from "./relay-parts.js";

const hooks = 'receivers: { chat: { webhook: { url: "https://a.example.org" } }, pager: { webhook: { url: "https://b.example.org" } }, post: { webhook: { url: "https://c.example.org" } } }\n';
const three = `${hooks}routes: [{ match: 'labels.severity == "error"', to: [pager, chat] }]\ndefault: { to: chat }`;

let entries: MemoryEntries, clock: TestClock, all: Record<"chat" | "pager" | "post", TestReceiver>, relay: TestRelay;
const begin = async (text = three): Promise<void> => {
  relay = await startRelay({ entries, routing: routingOf(text), receivers: all, clock });
};
const headings = ({ told }: TestReceiver): readonly string[] => told.map((one) => pageOf(one).heading);
const away = (): never => { throw new NotifyError("NOTIFY_UNREACHABLE", "Cannot send to a.example.org as it must be reachable: ECONNREFUSED", { retryable: true }); };
const refuse = (): never => { throw new NotifyError("NOTIFY_NOT_ACCEPTED", "Cannot send to a.example.org as it must accept the message: it answered 403"); };
const fails = "Firing (error): The receiver chat cannot be told of alerts";
const answers = "Resolved: The receiver chat cannot be told of alerts";

beforeEach(async () => {
  [entries, clock, all] = [new MemoryEntries(), new TestClock(), { chat: receiver(), pager: receiver(), post: receiver() }];
  await begin();
});
afterEach(async () => relay.stop());

it("that is away for more than five minutes is told to others, once, also over a restart, and its return too", async () => {
  all.chat.answer = away;
  await relay.hear(firing());
  await clock.pass(4 * minute);
  expect(headings(all.pager)).toEqual([]);
  await clock.pass(10 * minute);
  expect(headings(all.pager)).toEqual([fails]);
  const page = pageOf(all.pager.told[0]!);
  expect(page).toMatchObject({ commands: ["tetherd relay status"], sentences: expect.arrayContaining(["Cannot send to a.example.org as it must be reachable: ECONNREFUSED. What it is to be told is kept, and tried again."]) as unknown });
  expect(page.facts).toContainEqual({ label: "Receiver", text: "chat" });
  await relay.stop();
  await begin();
  await clock.pass(hour);
  all.chat.answer = () => undefined;
  await clock.pass(10 * minute);
  expect(headings(all.pager)).toEqual([fails, answers]);
  expect(headings(all.chat)).toEqual(["Firing (warning, not new): Clone group base spans 7 of 8 permitted hosts"]);
  expect(headings(all.post)).toEqual([]);
});

it("that is away for a moment rings for nobody", async () => {
  all.chat.answer = away;
  await relay.hear(firing());
  await clock.pass(3 * minute);
  all.chat.answer = () => undefined;
  await clock.pass(hour);
  expect(headings(all.chat)).toHaveLength(1);
  expect(headings(all.pager)).toEqual([]);
});

it("that refuses is told at once, and that it accepts again", async () => {
  all.chat.answer = refuse;
  await relay.hear(firing());
  expect(headings(all.pager)).toEqual(["Firing (error): The receiver chat refuses what it is told"]);
  await relay.hear(firing({ fingerprint: "f2" }));
  all.chat.answer = () => undefined;
  await relay.hear(over({}, minute));
  expect(headings(all.pager)).toEqual(["Firing (error): The receiver chat refuses what it is told", "Resolved: The receiver chat refuses what it is told"]);
  expect(relay.aside).toHaveLength(2);
});

it("is told to all others where its own alert would go to itself alone, and is over when it leaves the file", async () => {
  await relay.relay.use(routingOf(`${hooks}default: { to: chat }`));
  await settle();
  all.chat.answer = refuse;
  await relay.hear(firing());
  expect([headings(all.pager).length, headings(all.post).length, headings(all.chat).length]).toEqual([1, 1, 0]);
  await relay.relay.use(routingOf(`${hooks.replace(/ chat:.*?, pager/, " pager")}default: { to: pager }`));
  await clock.pass(minute);
  expect(headings(all.post).at(-1)).toBe("Resolved: The receiver chat refuses what it is told");
});

it("all of which fail are told of each other when they are back, and in the end that it is over", async () => {
  for (const one of Object.values(all)) one.answer = away;
  await relay.hear(firing());
  await clock.pass(hour);
  for (const one of Object.values(all)) one.answer = () => undefined;
  await clock.pass(10 * minute);
  expect(headings(all.pager).at(-1)).toMatch(/^Resolved.*: The receiver chat cannot be told of alerts$/);
  expect(entries.entries.size).toBeGreaterThan(0);
  expect([...entries.entries.values()].filter(({ value }) => JSON.stringify(value).includes('"status":"firing","fingerprint"')).map(({ value }) => (value as { alert: { policy: string } }).alert.policy)).toEqual(["clone-group-ha-span"]);
});
