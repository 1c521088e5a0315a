/** Reads back what policies in shadow would have told and asked for, from the streams of a site. It declares nothing and leaves nothing behind. */
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import type { ActionRequest } from "../actions/request.js";
import type { Alert } from "../alerts/alert.js";
import type { BusSettings } from "./bus-settings.js";
import type { CloudEvent } from "./cloud-event.js";
import { connectOptions } from "./connect-options.js";
import { credentialsFrom } from "./credentials.js";
import { explainError } from "./explain-error.js";
import { readStream } from "./read-stream.js";
import { withoutUsers } from "./server-addresses.js";
import { requestTimeoutMs } from "./session.js";
import { topologyOf } from "./topology.js";

export interface ShadowRecords {
  /** In the order in which they were told. */
  readonly alerts: readonly Alert[];
  readonly actions: readonly ActionRequest[];
}

/** Throws BUS_ codes: NATS out of reach, or no such streams, as no daemon of this site has been there yet. */
export async function readShadow(given: BusSettings, since: Date): Promise<ShadowRecords> {
  const settings = withoutUsers(given);
  const topology = topologyOf(settings);
  const credentials = credentialsFrom(settings);
  const where = settings.servers.join(", ");
  try {
    await credentials.refresh();
    const connection = await connect({ ...connectOptions(settings, credentials), reconnect: false, name: "tetherd shadow-report" });
    try {
      const lost = new AbortController();
      void connection.closed().then(() => lost.abort());
      const reader = { js: jetstream(connection, { timeout: requestTimeoutMs }), lost: lost.signal };
      const [alerts, actions]: [Alert[], ActionRequest[]] = [[], []];
      await readStream(reader, { stream: topology.shadow.name, from: since }, (message) => alerts.push(message.json<CloudEvent<Alert>>().data) > 0);
      await readStream(reader, { stream: topology.actions.name, filter: `tetherd.${topology.site}.action.*.shadow`, from: since }, (message) => actions.push(message.json<CloudEvent<ActionRequest>>().data) > 0);
      return { alerts, actions };
    } finally {
      await connection.close();
    }
  } catch (error) {
    throw explainError(error, where).error;
  }
}
