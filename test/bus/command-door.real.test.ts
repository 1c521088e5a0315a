/** Commands over a real NATS server: exactly one reply each, whoever sends them, with the real `nats` command line too. */
import { jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { natsCli } from "../../scripts/servers/nats-cli.mjs";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { command, done, type Command, type CommandReply } from "../../src/bus/command.js";
import type { CommandDoor } from "../../src/bus/command-door.js";
import { connectBus, type Bus } from "../../src/bus/connect-bus.js";
import { sendCommand } from "../../src/bus/send-command.js";
import { requiring, withNats, withOldestNats } from "../support/requires.js";
import { until } from "../support/until.js";
import { busSettings, forever, memoryLog, reader } from "./nats.js";

interface Site {
  readonly server: NatsServer;
  readonly calls: string[];
  readonly daemon: (name: string) => Promise<{ readonly bus: Bus; readonly door: CommandDoor; readonly log: ReturnType<typeof memoryLog> }>;
  readonly ask: (verb: string, body: unknown) => Promise<CommandReply>;
  readonly close: () => Promise<void>;
}

async function startSite(version: "current" | "oldest" = "current"): Promise<Site> {
  const server = await startNatsServer({ version });
  const calls: string[] = [];
  const buses: Bus[] = [];
  const connection: NatsConnection = await reader(server.url);
  const ask: Site["ask"] = async (verb, body) => (await connection.request(`tetherd.test.command.${verb}`, typeof body === "string" ? body : JSON.stringify(body), { timeout: 1_000 })).json<CommandReply>();
  const table = (name: string): readonly Command[] => {
    const told = (verb: string) => ({ args, vcenters }: { args: object; vcenters: readonly { name: string }[] }): Promise<CommandReply> => {
      calls.push(`${name} ${verb} ${vcenters.map((one) => one.name).join()} ${JSON.stringify(args)}`);
      return Promise.resolve(done(`${verb} by ${name}`));
    };
    const more = { summary: "For these tests.", args: { word: { kind: "text", doc: "Any.", example: "a", optional: true } } } as const;
    return [
      command({ ...more, verb: "site", scope: "site", handle: told("site") }), command({ ...more, verb: "one", scope: "vcenter", handle: told("one") }),
      command({ ...more, verb: "each", scope: "daemons", handle: told("each") }),
      command({ ...more, verb: "broken", scope: "site", handle: () => Promise.reject(new Error("it broke")) }),
    ];
  };
  return {
    server, calls, ask,
    async daemon(name) {
      const log = memoryLog();
      const bus = connectBus(busSettings(server.url), log);
      buses.push(bus);
      const door = bus.commands(table(name));
      await bus.ready(forever);
      door.attend({ name: `vc of ${name}`, instanceUuid: `uuid-${name}` });
      await until(`daemon ${name} at its door`, async () => ((await ask("one", sent({ vcenter: `uuid-${name}` }))).ok ? true : undefined), 20_000, 5);
      calls.length = 0;
      return { bus, door, log };
    },
    async close() {
      await connection.close();
      await Promise.all(buses.map((bus) => bus.close()));
      await server.stop();
    },
  };
}

let count = 0;
const sent = (more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({ id: `id-${count++}`, sender: "ann", at: new Date().toISOString(), ...more });

for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`the command door on the ${version} server`, () => {
    let site: Site;
    beforeAll(async () => {
      site = await startSite(version);
      await site.daemon("a");
      await site.daemon("b");
    });
    afterAll(async () => site.close());

    test("a command about the site is carried out by one daemon", async () => {
      site.calls.length = 0;
      expect(await site.ask("site", sent({ word: "hello" }))).toMatchObject({ ok: true, code: "DONE", message: expect.stringMatching(/^site by [ab]$/) as string });
      expect(site.calls).toHaveLength(1);
    });

    test.each([["name", "vc of b"], ["instance UUID", "uuid-b"]])("a command about a vCenter, given by %s, reaches the daemon that watches it", async (_what, vcenter) => {
      site.calls.length = 0;
      for (let i = 0; i < 6; i++) expect(await site.ask("one", sent({ vcenter }))).toMatchObject({ ok: true, message: "one by b" });
      expect(new Set(site.calls)).toEqual(new Set(["b one vc of b {}"]));
    });

    test("a command about a vCenter that nobody watches is refused, not left to time out", async () => {
      expect(await site.ask("one", sent({ vcenter: "elsewhere" }))).toMatchObject({ ok: false, code: "COMMAND_NOBODY", message: expect.stringContaining('none watches "elsewhere"') as string });
    });

    test("a command to every daemon brings back what each of them says", async () => {
      site.calls.length = 0;
      const reply = await site.ask("each", sent());
      expect(reply).toMatchObject({ ok: true, code: "DONE" });
      expect((reply["replies"] as CommandReply[]).map(({ message }) => message).sort()).toEqual(["each by a", "each by b"]);
      expect(site.calls).toHaveLength(2);
    });

    test("an id counts once, whichever daemon gets it, and the first answer is told again", async () => {
      const body = sent({ word: "once" });
      site.calls.length = 0;
      const replies = await Promise.all(Array.from({ length: 8 }, () => site.ask("site", body)));
      expect(site.calls).toHaveLength(1);
      expect(replies.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await site.ask("site", body)).toMatchObject({ ok: false, code: "COMMAND_REPLAYED", first: { sender: "ann", reply: { ok: true, code: "DONE" } } });
    });

    test("an id is remembered by a daemon that came later, and after the server was killed", async () => {
      const mine = await startSite(version);
      try {
        const first = await mine.daemon("first");
        const body = sent();
        expect(await mine.ask("site", body)).toMatchObject({ ok: true });
        await first.bus.close();
        await mine.server.kill("SIGKILL");
        await mine.server.start();
        await mine.daemon("later");
        expect(await mine.ask("site", body)).toMatchObject({ ok: false, code: "COMMAND_REPLAYED" });
        expect(mine.calls).toEqual([]);
      } finally {
        await mine.close();
      }
    });

    test.each([
      ["malformed", "site", "{", "COMMAND_MALFORMED"], ["unknown", "sitee", "{}", "COMMAND_UNKNOWN"],
      ["expired", "site", { id: "old", sender: "ann", at: "2020-01-01T00:00:00Z" }, "COMMAND_EXPIRED"],
      ["too large", "site", "x".repeat(70_000), "COMMAND_TOO_LARGE"], ["failing", "broken", { id: "b", sender: "ann", at: new Date().toISOString() }, "COMMAND_FAILED"],
    ])("a command that is %s gets a reply saying why", async (_what, verb, body, code) => {
      expect(await site.ask(verb, body)).toMatchObject({ ok: false, code, message: expect.stringMatching(/./) as string });
    });

    test("no stream takes the subject of commands", async () => {
      const connection = await reader(site.server.url);
      try {
        const manager = await jetstreamManager(connection);
        await expect(manager.streams.find("tetherd.test.command.site")).rejects.toThrow();
      } finally {
        await connection.close();
      }
    });

    test("the way of the command line reaches them, and says when nobody is there", async () => {
      expect(await sendCommand(busSettings(site.server.url), { verb: "site", sender: "ann", args: {} })).toMatchObject({ ok: true });
      await expect(sendCommand(busSettings(site.server.url, { site: "nobody" }), { verb: "site", sender: "ann", args: {} })).rejects.toMatchObject({ code: "COMMAND_UNANSWERED" });
    });
  });
}

requiring("nats-server", "nats")("the nats command line", () => {
  describe("sends a command", () => {
    test("and prints the reply; its own templates give id and time", { timeout: 120_000 }, async () => {
      const site = await startSite();
      try {
        await site.daemon("a");
        const body = '{"id":"{{ID}}","sender":"ann","at":"{{TimeStamp}}","word":"by hand"}';
        const reply = JSON.parse(await natsCli(site.server, "req", "tetherd.test.command.site", body, "--raw")) as CommandReply;
        expect(reply).toEqual({ ok: true, code: "DONE", message: "site by a" });
        expect(site.calls).toEqual(['a site  {"word":"by hand"}']);
      } finally {
        await site.close();
      }
    });
  });
});
