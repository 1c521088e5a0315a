import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RoutingInForce } from "../../../src/app/relay/routing-in-force.js";

const to = (receiver: string): string => `receivers:\n  ${receiver}: { webhook: { url: "https://example.org/${receiver}" } }\ndefault: { to: [${receiver}] }\n`;

let folder: string;
let path: string;
let outcomes: string[];
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tetherd-routing-"));
  path = join(folder, "relay.yaml");
  [outcomes, lines] = [[], []];
  await writeFile(path, to("chat"));
});
afterEach(async () => rm(folder, { recursive: true }));

const load = async (): Promise<RoutingInForce> => RoutingInForce.load({ path, log: pino({}, { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) }), told: (outcome) => void outcomes.push(outcome) });
const receivers = ({ routing }: RoutingInForce): readonly string[] => [...routing.receivers.keys()];

it("an edited file takes its place whole, and whoever left it is named", async () => {
  const routing = await load();
  await writeFile(path, to("mail"));
  expect(await routing.reload()).toBe(true);
  expect([receivers(routing), routing.problem, outcomes]).toEqual([["mail"], undefined, ["swapped"]]);
  expect(lines[0]).toMatch(/receivers left the routing file: chat/);
});

it.each([
  ["with a mistake", async () => writeFile(path, `${to("mail")}rutes: []\n`), /routes/],
  ["that has gone", async () => rm(path), /ENOENT/],
])("a file %s changes nothing and says why until it is mended", async (_how, spoil, why) => {
  const routing = await load();
  await spoil();
  expect(await routing.reload()).toBe(false);
  expect([receivers(routing), outcomes]).toEqual([["chat"], ["rejected"]]);
  expect(routing.problem).toMatch(why);
  await writeFile(path, to("mail"));
  expect(await routing.reload()).toBe(true);
  expect([receivers(routing), routing.problem]).toEqual([["mail"], undefined]);
});

it("a file that is being written is left alone until it has kept still, and the same file again says nothing", async () => {
  const routing = await load();
  expect(await routing.reload({ quiet: true })).toBe(false);
  await writeFile(path, to("mail"));
  expect(await routing.reload({ quiet: true })).toBe(false);
  expect(outcomes).toEqual([]);
  expect(await routing.reload({ quiet: true })).toBe(true);
  expect(await routing.reload({ quiet: true })).toBe(false);
  expect(outcomes).toEqual(["swapped"]);
});

it("nobody is told by a file that was never right", async () => {
  await writeFile(path, "receivers: {}\n");
  await expect(load()).rejects.toMatchObject({ code: "RELAY_FILE_INVALID" });
  await rm(path);
  await expect(load()).rejects.toMatchObject({ code: "RELAY_FILE_UNREADABLE" });
});
