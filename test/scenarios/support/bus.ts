/** What stands on the bus, read with nats-py: every message of a subject, in stream order, as a consumer that is not ours sees it. */
import { fileURLToPath } from "node:url";
import { python } from "../../../scripts/servers/python.mjs";

const program = fileURLToPath(new URL("read_bus.py", import.meta.url));

export interface BusMessage {
  readonly subject: string;
  readonly seq: number;
  readonly msgId: string;
  readonly event: {
    readonly specversion: string;
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly subject: string;
    readonly time: string;
    readonly datacontenttype: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

export async function readBus(nats: { readonly url: string }, subject: string): Promise<readonly BusMessage[]> {
  const text = await python(program, nats.url, subject);
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as BusMessage);
}

export const alertsOf = (nats: { readonly url: string }, site: string): Promise<readonly BusMessage[]> => readBus(nats, `tetherd.${site}.alert.>`);
export const actionsOf = (nats: { readonly url: string }, site: string): Promise<readonly BusMessage[]> => readBus(nats, `tetherd.${site}.action.>`);
export const factsOf = (nats: { readonly url: string }, site: string, kind = ">"): Promise<readonly BusMessage[]> => readBus(nats, `tetherd.${site}.fact.${kind}`);
