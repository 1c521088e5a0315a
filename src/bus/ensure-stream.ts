/**
 * Declares one stream idempotently and reads back every setting that is relied upon, because servers drop what they do not know.
 * It never deletes or recreates a stream that holds something.
 */
import { JetStreamApiError, type JetStreamManager, type StreamConfig, type StreamInfo } from "@nats-io/jetstream";
import { BusError } from "./errors.js";
import type { WantedStream } from "./topology.js";

const streamNotFound = 10_059;
const nameInUse = 10_058;
/** Cannot be changed on an existing stream (server/stream.go, configUpdateCheck). */
const fixed = ["retention", "storage"] as const;

/** Whether it was created, changed or fine as it was. Throws BUS_STREAM_MISMATCH, or what the server said. */
export async function ensureStream(jsm: JetStreamManager, wanted: WantedStream): Promise<"created" | "changed" | "kept"> {
  const before = await read(jsm, wanted.name);
  if (before === undefined) {
    const created = await create(jsm, wanted);
    verify(created.config, wanted);
    return "created";
  }
  const differing = differences(before.config, wanted);
  if (differing.length === 0) return "kept";
  const stuck = fixed.filter((name) => differing.includes(name));
  if (stuck.length > 0) throw mismatch(wanted, before.config, stuck, "which cannot be changed on an existing stream");
  const after = await jsm.streams.update(wanted.name, wanted);
  verify(after.config, wanted);
  return "changed";
}

async function read(jsm: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === streamNotFound) return undefined;
    throw error;
  }
}

async function create(jsm: JetStreamManager, wanted: WantedStream): Promise<StreamInfo> {
  try {
    return await jsm.streams.add({ ...wanted });
  } catch (error) {
    // Another daemon of the site declared it at the same moment.
    if (error instanceof JetStreamApiError && error.code === nameInUse) return jsm.streams.update(wanted.name, wanted);
    throw error;
  }
}

function verify(config: StreamConfig, wanted: WantedStream): void {
  const differing = differences(config, wanted);
  if (differing.length > 0) throw mismatch(wanted, config, differing, "which the server did not take over");
}

/** Servers leave out settings that are off. */
function differences(config: StreamConfig, wanted: WantedStream): readonly (keyof WantedStream)[] {
  const names = Object.keys(wanted) as (keyof WantedStream)[];
  return names.filter((name) => JSON.stringify(config[name] || false) !== JSON.stringify(wanted[name] || false));
}

function mismatch(wanted: WantedStream, config: StreamConfig, names: readonly (keyof WantedStream)[], why: string): BusError {
  const list = names.map((name) => `${name} is ${JSON.stringify(config[name])} instead of ${JSON.stringify(wanted[name])}`).join(", ");
  return new BusError("BUS_STREAM_MISMATCH", `Cannot use stream "${wanted.name}" as tetherd needs it: ${list}, ${why}`, {
    hint: `Change it by hand (nats stream edit ${wanted.name}), or remove the stream if its messages are not needed: tetherd declares it anew`,
  });
}
