/**
 * A page of events, decoded while it arrives (vim-facts 5.3). Unknown classes pass through; one event without what makes an event is
 * counted and left out, so that it cannot spoil its page for ever.
 */
import type { VCenterEvent } from "../../inventory/activity.js";
import { readAnswer, type ReadLimits, type ReadPlan, readLimits } from "../xml/answer-reader.js";
import { child, textOf, type XmlNode } from "../xml/xml-node.js";
import { taskFields, taskOf } from "./tasks.js";

const eventFields: ReadonlySet<string> = new Set([
  "key", "chainId", "createdTime", "userName", "computeResource", "host", "vm", "ds", "fullFormattedMessage", "eventTypeId", "message", "info",
]);

export interface EventPage {
  readonly events: readonly VCenterEvent[];
  /** Elements in the page, unusable ones included. */
  readonly read: number;
}

export async function decodeEvents(body: AsyncIterable<Buffer>, limits: ReadLimits = readLimits): Promise<EventPage> {
  const events: VCenterEvent[] = [];
  let read = 0;
  const plan: ReadPlan = {
    records: new Set(["returnval"]),
    kept: ({ name }) => (name === "returnval" ? eventFields : name === "info" ? taskFields : undefined),
    needs: () => true,
    take: (record) => {
      read++;
      const event = eventOf(record);
      if (event !== undefined) events.push(event);
    },
  };
  await readAnswer(body, plan, limits);
  return { events, read };
}

export function eventOf(node: XmlNode): VCenterEvent | undefined {
  const key = Number(textOf(node, "key") ?? Number.NaN);
  const createdTime = textOf(node, "createdTime");
  if (!Number.isInteger(key) || createdTime === undefined || createdTime === "") return undefined;
  const info = child(node, "info");
  return {
    key, createdTime,
    chainId: Number(textOf(node, "chainId") ?? key),
    class: node.type ?? "Event",
    ...optional("eventTypeId", textOf(node, "eventTypeId")),
    ...optional("userName", textOf(node, "userName")),
    ...optional("vm", argument(node, "vm", "vm")),
    ...optional("host", argument(node, "host", "host")),
    ...optional("computeResource", argument(node, "computeResource", "computeResource")),
    ...optional("datastore", argument(node, "ds", "datastore")),
    ...optional("message", textOf(node, "fullFormattedMessage") ?? textOf(node, "message")),
    ...optional("task", info === undefined ? undefined : taskOf(info)),
  };
}

/** Argument objects are {name, reference}. */
function argument(node: XmlNode, field: string, reference: string): string | undefined {
  return textOf(child(node, field), reference);
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return value === undefined || value === "" ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}
