/** What the commands about silences accept and answer; that they reach daemons is tested with the door. */
import { describe, expect, it } from "vitest";
import { silenceCommand } from "../../src/app/commands/silence.js";
import { silencesCommand } from "../../src/app/commands/silences.js";
import { unsilenceCommand } from "../../src/app/commands/unsilence.js";
import type { Silence } from "../../src/alerts/silence.js";
import type { CommandReply } from "../../src/bus/command.js";

const epoch = Date.parse("2026-11-24T08:00:00Z");
const signal = new AbortController().signal;

function site(): { at: number; readonly kept: Map<string, Silence>; readonly ask: (verb: string, args: Readonly<Record<string, unknown>>) => Promise<CommandReply> } {
  const kept = new Map<string, Silence>();
  const silences = { get all() { return [...kept.values()]; }, get: (id: string) => kept.get(id), put: (silence: Silence) => Promise.resolve(void kept.set(silence.id, silence)) };
  const clock = { at: epoch };
  const firing = [{ policy: "a", name: "vdi-1" }, { policy: "a", name: "vdi-2" }, { policy: "b", name: "vdi-1" }];
  const parts = { silences, firing: () => firing, now: () => clock.at };
  const commands = new Map([silenceCommand(parts), silencesCommand(parts), unsilenceCommand(parts)].map((one) => [one.verb, one]));
  let count = 0;
  return {
    kept, get at() { return clock.at; }, set at(ms) { clock.at = ms; },
    ask: (verb, args) => commands.get(verb)!.handle({ id: `id-${count++}`, sender: "ann", at: new Date(clock.at).toISOString(), args: args as never, vcenters: [], signal }),
  };
}

describe("the command silence", () => {
  it.each([
    ["a duration from now", { duration: "2h" }, "2026-11-24T08:00:00.000Z", "2026-11-24T10:00:00.000Z"],
    ["an end", { endsAt: "2026-11-24T09:00:00+01:00", startsAt: "2026-11-24T07:00:00Z" }, undefined, undefined],
    ["a start and an end", { startsAt: "2026-11-24T09:00:00Z", endsAt: "2026-11-24T10:00:00Z" }, "2026-11-24T09:00:00.000Z", "2026-11-24T10:00:00.000Z"],
    ["a start and a duration", { startsAt: "2026-11-24T09:00:00Z", duration: "30m" }, "2026-11-24T09:00:00.000Z", "2026-11-24T09:30:00.000Z"],
  ])("takes %s", async (_what, times, startsAt, endsAt) => {
    const mine = site();
    const reply = await mine.ask("silence", { matchers: ["policy=a", "name=~vdi-.*"], comment: "work", ...times });
    if (startsAt === undefined) {
      expect(reply).toMatchObject({ ok: false, code: "COMMAND_REFUSED", message: expect.stringContaining("after now") as string });
      return;
    }
    expect(reply).toMatchObject({ ok: true, silence: { startsAt, endsAt, author: "ann", comment: "work", matchers: [{ label: "policy", op: "=", value: "a" }, { label: "name", op: "=~", value: "vdi-.*" }] } });
    expect(mine.kept.size).toBe(1);
  });

  it.each([[["policy=a"], "it matches 2", 2], [["policy=a", "name=vdi-1"], "it matches 1", 1], [["polciy=a"], "it matches none", 0]])("says how many of those that fire now %s matches", async (matchers, words, firing) => {
    expect(await site().ask("silence", { matchers, comment: "work", duration: "2h" })).toMatchObject({ ok: true, firing, message: expect.stringMatching(new RegExp(`of those that fire now ${words}$`)) as string });
  });

  it.each([
    ["no end", {}, /either endsAt or duration/], ["two ends", { duration: "2h", endsAt: "2026-11-24T10:00:00Z" }, /either endsAt or duration/],
    ["an end before its start", { startsAt: "2026-11-24T10:00:00Z", endsAt: "2026-11-24T09:00:00Z" }, /after it begins/],
    ["two years", { duration: "730d" }, /may last 366 days/],
    ["a matcher that is none", { duration: "2h", matchers: ["a", "b=~("] }, /"a" is no matcher.*; .*no regular expression/],
    ["matchers that hold every alert", { duration: "2h", matchers: ["team=", "a!=b"] }, /would hold every alert/],
  ])("refuses %s and says why", async (_what, change, words) => {
    const mine = site();
    expect(await mine.ask("silence", { matchers: ["policy=a"], comment: "work", ...change })).toMatchObject({ ok: false, code: "COMMAND_REFUSED", message: expect.stringMatching(words) as string });
    expect(mine.kept.size).toBe(0);
  });
});

describe("the commands silences and unsilence", () => {
  it("list what holds, end it, and list what has ended when asked to", async () => {
    const mine = site();
    await mine.ask("silence", { matchers: ["policy=a"], comment: "one", duration: "1h" });
    await mine.ask("silence", { matchers: ["policy=b"], comment: "two", startsAt: "2026-11-24T10:00:00Z", duration: "1h" });
    const states = async (args = {}): Promise<unknown> => ((await mine.ask("silences", args))["silences"] as { comment: string; state: string }[]).map(({ comment, state }) => `${comment} ${state}`);
    expect(await states()).toEqual(["two pending", "one active"]);
    const id = mine.kept.keys().next().value ?? "";
    mine.at += 60_000;
    expect(await mine.ask("unsilence", { ids: [id] })).toMatchObject({ ok: true, ended: [id] });
    expect(await states()).toEqual(["two pending"]);
    expect(await states({ expired: true })).toEqual(["two pending", "one expired"]);
    expect(await mine.ask("unsilence", { ids: [id] })).toMatchObject({ ok: true, message: "they had ended already" });
    expect(await mine.ask("unsilence", { ids: [id, "strange"] })).toMatchObject({ ok: false, code: "COMMAND_REFUSED", message: expect.stringContaining("strange is not") as string });
  });
});
