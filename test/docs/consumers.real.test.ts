/** The consumers that docs/consumers shows, each as its own program on one real server, as the sample configuration's user for them: the sample stream, then everything a bridge must not tell twice or at all. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeFolder, startChild, type Child } from "../../scripts/servers/child.mjs";
import { startNatsServer, type NatsServer } from "../../scripts/servers/nats-server.mjs";
import { exampleConsumerBinary } from "../../scripts/tools/go.mjs";
import { natsCliBinary } from "../../scripts/tools/nats-cli.mjs";
import { pythonBinary } from "../../scripts/tools/python.mjs";
import { reasonMissing, type Tool } from "../../scripts/tools/tools.mjs";
import type { Alert } from "../../src/alerts/alert.js";
import { requiring, withNats } from "../support/requires.js";
import { until } from "../support/until.js";

interface Line {
  readonly subject: string;
  readonly id: string | null;
  readonly event: { readonly source: string; readonly sequence: string; readonly data: Alert };
}

interface Kind {
  readonly name: string;
  readonly tools: readonly Tool[];
  /** Program, arguments and further environment. `folder` is its own. */
  readonly command: (folder: string) => Promise<readonly [string, readonly string[], Record<string, string>?]>;
}

const hooks = new URL("../support/typescript-hooks.mjs", import.meta.url).href;
const kinds: readonly Kind[] = [
  { name: "typescript", tools: [], command: () => Promise.resolve([process.execPath, ["--import", hooks, "docs/consumers/consumer.ts"]]) },
  { name: "python", tools: ["python"], command: async () => [await pythonBinary(), ["docs/consumers/consumer.py"]] },
  { name: "go", tools: ["go-consumer"], command: async () => [await exampleConsumerBinary(), []] },
  {
    name: "shell", tools: ["nats", "jq"], command: async (folder) => {
      mkdirSync(join(folder, "bin"), { recursive: true });
      const nats = join(folder, "bin", "nats");
      if (!existsSync(nats)) symlinkSync(await natsCliBinary(), nats);
      return ["sh", ["docs/consumers/consumer.sh"], { PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"] ?? ""}`, HOME: folder, XDG_CONFIG_HOME: folder, BRIDGE_DIR: join(folder, "bridge") }];
    },
  },
];

const site = "demo";
/** The launcher chooses where the store lies. */
const config = `TETHERD_NATS_PASSWORD: one\nTETHERD_NATS_CONSUMER_PASSWORD: two\nTETHERD_NATS_OPERATOR_PASSWORD: three\n${readFileSync("config/nats-server.sample.conf", "utf8").replaceAll("default", site).replace(/jetstream \{[^}]*\}/, "")}`;
const stream = `TETHERD_${site}_ALERTS`;
const sample = readFileSync("docs/consumers/sample-stream.jsonl", "utf8").trim().split("\n").map((line) => JSON.parse(line) as Line).filter(({ subject }) => subject.split(".")[2] === "alert");
const told = sample.map(({ event: { data } }) => `${data.status} [${data.severity}] ${data.annotations["summary"] ?? ""}`);

/** What is no news: a duplicate that the server did not catch, an older message once more, a repetition, a silenced alert, a member of a storm. */
function noNews(): readonly Line[] {
  const [first, last] = [sample[0]!, sample.at(-1)!];
  const other = (fingerprint: string, change: Partial<Alert>): Line => ({ ...first, id: null, event: { ...first.event, sequence: "0000000007", data: { ...first.event.data, fingerprint, ...change } } });
  return [{ ...last, id: null }, { ...first, id: null }, other("r", { transitionKind: "repeated" }), other("s", { silencedBy: ["x"] }), other("m", { storm: "0f" })];
}

const news = (summary: string): Line => ({ ...sample[0]!, id: null, event: { ...sample[0]!.event, sequence: "0000000001", data: { ...sample[0]!.event.data, fingerprint: summary, severity: "critical", annotations: { summary } } } });

withNats("a consumer of docs/consumers", () => {
  let server: NatsServer;
  let connection: NatsConnection;
  let folder: string;
  const running = new Map<string, Child>();
  const publish = async (lines: readonly Line[]): Promise<void> => {
    for (const { subject, id, event } of lines) await jetstream(connection).publish(subject, JSON.stringify(event), id === null ? {} : { msgID: id });
  };
  const start = async ({ name, command }: Kind): Promise<void> => {
    const [program, args, env] = await command(join(folder, name));
    running.set(name, startChild(name, program, args, { env: { NATS_URL: server.url.replace("//", "//consumer:two@"), TETHERD_SITE: site, ...env } }));
  };
  /** With what it has started itself. */
  const stop = async ({ pid, exited }: Child): Promise<void> => {
    process.kill(-pid, "SIGKILL");
    await exited;
  };
  const linesOf = (name: string): readonly string[] => (running.get(name)?.output() ?? "").split("\n");

  beforeAll(async () => {
    server = await startNatsServer({ config });
    folder = mkdtempSync(join(tmpdir(), "tetherd-consumers-"));
    connection = await connect({ servers: server.url, user: "tetherd", pass: "one" });
    await (await jetstreamManager(connection)).streams.add({ name: stream, subjects: [`tetherd.${site}.alert.>`] });
    await publish([...sample, ...noNews(), news("the last one")]);
    await Promise.all(kinds.filter(({ tools }) => tools.every((tool) => reasonMissing(tool) === undefined)).map(start));
  });
  afterAll(async () => {
    for (const child of running.values()) if (child.running()) await stop(child);
    await connection.close();
    await server.stop();
    removeFolder(folder);
  });

  for (const kind of kinds) {
    requiring(...kind.tools)(`in ${kind.name}`, () => {
      test("tells what fires and what is over, each once, and goes on after a stop where it was", async () => {
        const wanted = [...told, "firing [critical] the last one"];
        await until(`${kind.name} telling the last one`, () => (linesOf(kind.name).includes(wanted.at(-1)!) ? true : undefined));
        expect(linesOf(kind.name).filter((line) => !line.endsWith(" is back"))).toEqual(wanted);
        const { consumers } = await jetstreamManager(connection);
        await until(`${kind.name} acknowledging`, async () => ((await consumers.info(stream, `bridge-${kind.name}`)).ack_floor.stream_seq >= told.length + noNews().length + 1 ? true : undefined));
        await stop(running.get(kind.name)!);
        await publish([news(`${kind.name} is back`)]);
        await start(kind);
        await until(`${kind.name} telling what came meanwhile`, () => (linesOf(kind.name).includes(`firing [critical] ${kind.name} is back`) ? true : undefined));
        expect(linesOf(kind.name).at(-1)).toBe(`firing [critical] ${kind.name} is back`);
        expect(linesOf(kind.name).filter((line) => !line.endsWith(" is back"))).toEqual([]);
      });
    });
  }
});
