/** What `tetherd relay status` says of a book that a relay has written. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { relayStatus, type RelayStatus } from "../../../src/app/relay/relay-status.js";
import type { SeenLease } from "../../../src/bus/read-relay.js";
import { statusLines } from "../../../src/cli/relay-status.js";
import { NotifyError } from "../../../src/notify/errors.js";
import { at, firing, hour, MemoryEntries, minute, over, receiver, routingOf, startRelay, TestClock, type TestReceiver, type TestRelay } from "./relay-parts.js";

const routing = routingOf('receivers: { chat: { webhook: { url: "https://a.example.org" } }, pager: { webhook: { url: "https://b.example.org" } } }\nroutes: [{ match: "true", to: pager, continue: true }]\ndefault: { to: chat }');
const lease: SeenLease = { holder: "host1 4711 ab12", since: at(0), ttlMs: 15_000, released: false, renewedAt: at(hour), alive: true };
const plain = (text: string): string => text;
const paint = { strong: plain, faint: plain, good: plain, warn: plain, bad: plain };

let entries: MemoryEntries, clock: TestClock, chat: TestReceiver, pager: TestReceiver, relay: TestRelay;
beforeEach(async () => {
  [entries, clock, chat, pager] = [new MemoryEntries(), new TestClock(), receiver(), receiver()];
  relay = await startRelay({ entries, routing, receivers: { chat, pager }, clock });
});
afterEach(async () => relay.stop());

const status = (routed?: readonly string[], seen: SeenLease | undefined = lease): RelayStatus => relayStatus(seen, new Map([...entries.entries].map(([key, { value }]) => [key, value])), routed);
const lines = (of: RelayStatus): readonly string[] => statusLines(of, clock.now(), paint, undefined);

it("says who tells, what each receiver was told last, and that nothing waits", async () => {
  await relay.hear(firing());
  await clock.pass(3 * minute);
  expect(status(["chat", "pager", "mailbox"])).toEqual({
    relay: { state: "tells", holder: "host1 4711 ab12", since: at(0), renewedAt: at(hour) },
    receivers: [{ receiver: "chat", waiting: 0, lastToldAt: at(0), routed: true }, { receiver: "pager", waiting: 0, lastToldAt: at(0), routed: true }, { receiver: "mailbox", waiting: 0, routed: true }],
  });
  expect(lines(status(["chat", "mailbox"]))).toEqual([
    `✓ host1 4711 ab12 tells people since ${at(0)}`, "",
    "receiver  waiting  oldest  last told  stands",
    "chat            0       -     3m ago  knows all",
    "mailbox         0       -          -  knows all",
    "pager           0       -     3m ago  not in the routing file",
  ]);
});

it("says what waits for a receiver that cannot be told, since when, why, and when it is tried again", async () => {
  chat.answer = () => { throw new NotifyError("NOTIFY_UNREACHABLE", "Cannot send to chat.example.org as it must be reachable: ECONNREFUSED", { retryable: true, retryAfterMs: hour }); };
  await relay.hear(firing());
  await relay.hear(firing({ fingerprint: "other" }));
  await clock.pass(minute);
  expect(status().receivers).toMatchObject([{ receiver: "chat", waiting: 2, waitingSince: at(0), trouble: { code: "NOTIFY_UNREACHABLE", pausedUntil: at(hour) } }, { receiver: "pager", waiting: 0 }]);
  expect(lines(status()).slice(3)).toEqual([
    "chat            2      1m          -  cannot be told", expect.stringMatching(/^pager +0 /), "",
    "✗ chat: Cannot send to chat.example.org as it must be reachable: ECONNREFUSED (NOTIFY_UNREACHABLE); tried again in 59m",
  ]);
  chat.answer = () => undefined;
  await clock.pass(2 * hour);
  await relay.hear(over({}, 2 * hour));
  expect(status().receivers).toEqual([expect.not.objectContaining({ trouble: expect.anything() as unknown }), expect.anything()]);
});

it("says what a receiver refused, until it has been told something since", async () => {
  chat.answer = () => { throw new NotifyError("NOTIFY_NOT_ACCEPTED", "Cannot post to slack.com as it must accept the message: channel_not_found"); };
  await relay.hear(firing());
  expect(lines(status()).at(-1)).toBe("! chat: 1s ago it refused a message, which lies in the dead letters: Cannot post to slack.com as it must accept the message: channel_not_found (NOTIFY_NOT_ACCEPTED)");
  chat.answer = () => undefined;
  await relay.hear(over({}, minute));
  expect(status().receivers[0]).not.toHaveProperty("refused");
});

it.each<[SeenLease | undefined, string]>([
  [{ ...lease, released: true, alive: false }, "✗ nobody tells people: the last relay (host1 4711 ab12) was stopped"],
  [{ ...lease, renewedAt: at(-minute), alive: false }, "✗ nobody tells people: host1 4711 ab12 has said nothing for 1m"],
  [undefined, "✗ nobody tells people: no relay of this site has run yet"],
])("says that nobody tells", (seen, line) => {
  expect(lines(relayStatus(seen, new Map([["thread.x.y", { kind: "of a newer version" }]]), undefined))).toEqual([line, "nobody has been told anything yet"]);
});
