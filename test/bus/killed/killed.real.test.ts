/** The promise itself: whatever is killed at whatever moment, each message lies in the stream once, and the saved state is that of the last turn. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startNatsServer } from "../../../scripts/servers/nats-server.mjs";
import { connectBus } from "../../../src/bus/connect-bus.js";
import { withNats, withOldestNats } from "../../support/requires.js";
import { busSettings, forever, memoryLog, readAlerts, reader, streamReader } from "../nats.js";
import { idsOfTurn, stateAfter } from "./numbered-turn.js";

const program = fileURLToPath(new URL("commit-turns.ts", import.meta.url));
const hooks = new URL("../../support/typescript-hooks.mjs", import.meta.url).href;
const vcenter = "4c4c4544-aaaa-bbbb-cccc-000000000001";
/** Six have one kill of the server alone and one of both. */
const kills = process.env["TETHERD_TEST_LONG"] === "1" ? 44 : 6;

/** Small and seeded (mulberry32), so that a failure can be tried again. */
function randomFrom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function start(url: string, duplicateWindowMs: number, last?: number): ChildProcess {
  return spawn(process.execPath, ["--import", hooks, program, url, vcenter, String(duplicateWindowMs), ...(last === undefined ? [] : [String(last)])], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The number of the turn it goes on from, once it has opened its ledger. */
async function opened(child: ChildProcess): Promise<number> {
  const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
  return Number(/from (\d+)/.exec(chunk.toString())?.[1]);
}

for (const [version, describeWith] of [["current", withNats], ["oldest", withOldestNats]] as const) {
  describeWith(`killed at any moment, ${version} server`, () => {
    const seed = Number(process.env["TETHERD_TEST_SEED"] ?? 20_261_124);

    test(`${kills} kills of the process, every third with a kill of the server (seed ${seed})`, { timeout: 300_000 }, async () => {
      const random = randomFrom(seed);
      // A window this short passes between kills again and again: what the server forgets must be found in the stream. It must still be longer than
      // what a killed process had sent may linger before a busy server takes it; two minutes are the rule.
      const duplicateWindowMs = 1_000;
      const server = await startNatsServer({ version });
      try {
        for (let kill = 1; kill <= kills; kill++) {
          const child = start(server.url, duplicateWindowMs);
          const exited = once(child, "exit");
          await opened(child);
          await pause(random() * 200); // a random moment, not a wait for something
          if (kill % 3 === 0) {
            await server.kill("SIGKILL");
            if (kill % 6 === 0) {
              child.kill("SIGKILL");
              await server.start();
            } else {
              await server.start();
              await pause(random() * 400);
              child.kill("SIGKILL");
            }
          } else {
            child.kill("SIGKILL");
          }
          await exited;
        }
        const bus = connectBus(busSettings(server.url, { duplicateWindowMs }), memoryLog());
        const state = await bus.ledger().open(vcenter, forever);
        const last = (state.get("checkpoint")?.get("history") as { n: number }).n;
        expect(last).toBeGreaterThan(kills);
        const connection = await reader(server.url);
        const stored = (await streamReader(connection)()).map(({ msgID }) => msgID).sort();
        const wanted = Array.from({ length: last }, (_, i) => idsOfTurn(i + 1, vcenter)).flat().sort();
        expect(stored).toEqual(wanted);
        const saved = [...state].flatMap(([kind, values]) => [...values].map(([id, value]) => [`${kind} ${id}`, value] as const));
        expect(Object.fromEntries(saved.sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(stateAfter(last));
        const alerts = await readAlerts(connection, vcenter);
        for (const [fingerprint, event] of alerts) expect(event.sequence).toBe(String((state.get("episode")?.get(fingerprint) as { transition: number }).transition).padStart(10, "0"));
        await connection.close();
        await bus.close();
      } finally {
        await server.stop();
      }
    });
  });
}
