/**
 * Sends one command to the daemons of a site and brings back what they say: the way of the command line. Anybody with a NATS client can do the
 * same (docs/nats.md). It tries once; the same id may be sent again safely.
 */
import { randomUUID } from "node:crypto";
import { connect, errors } from "@nats-io/transport-node";
import { BusError } from "./errors.js";
import type { BusSettings } from "./bus-settings.js";
import type { CommandReply } from "./command.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom } from "./credentials.js";
import { explainError } from "./explain-error.js";
import { withoutUsers } from "./server-addresses.js";
import { commandSubject, topologyOf } from "./topology.js";

export interface Sending {
  readonly verb: string;
  /** Who sends it, for the record. */
  readonly sender: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** Throws BUS_ codes when NATS cannot be reached or the subject may not be used, COMMAND_UNANSWERED when no daemon is there. */
export async function sendCommand(given: BusSettings, { verb, sender, args, timeoutMs = 25_000 }: Sending): Promise<CommandReply> {
  const settings = withoutUsers(given);
  const { site } = topologyOf(settings);
  const credentials = credentialsFrom(settings);
  const where = settings.servers.join(", ");
  try {
    await credentials.refresh();
    const connection = await connect({ ...connectOptions(settings, credentials), reconnect: false, name: `tetherd command ${verb}` });
    try {
      const now = Date.now();
      const body = { id: randomUUID(), sender, at: new Date(now).toISOString(), expiresAt: new Date(now + timeoutMs).toISOString(), ...args };
      return (await connection.request(commandSubject(site, verb), JSON.stringify(body), { timeout: timeoutMs })).json<CommandReply>();
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof errors.TimeoutError || (error instanceof errors.RequestError && error.isNoResponders())) {
      throw new BusError("COMMAND_UNANSWERED", `Cannot send the command "${verb}" as a daemon of site ${site} must answer: none did at ${where}`, {
        hint: "Check that tetherd runs with this site, is connected to NATS, and may subscribe to its command subject (docs/nats.md)", cause: error,
      });
    }
    throw explainError(error, where).error;
  }
}
