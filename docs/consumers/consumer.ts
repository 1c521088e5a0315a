// Tells each alert of tetherd once. Needs the packages @nats-io/transport-node and @nats-io/jetstream. Set NATS_URL and TETHERD_SITE.
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

interface AlertEvent {
  source: string;
  sequence: string;
  data: { status: string; severity: string; fingerprint: string; transitionKind: string; silencedBy?: string[]; storm?: string; annotations: Record<string, string> };
}

const { host, username, password } = new URL(process.env["NATS_URL"] ?? "nats://127.0.0.1:4222");
const connection = await connect({ servers: host, ...(username === "" ? {} : { user: username, pass: password }), maxReconnectAttempts: -1 });
const stream = `TETHERD_${process.env["TETHERD_SITE"] ?? "default"}_ALERTS`;
// The server remembers what is acknowledged. One message at a time, so that one that comes again cannot be overtaken.
await (await jetstreamManager(connection)).consumers.add(stream, { durable_name: "bridge-typescript", ack_policy: AckPolicy.Explicit, max_ack_pending: 1 });
const told = new Map<string, string>(); // the last sequence of each alert: what is not newer has been told
const consumer = await jetstream(connection).consumers.get(stream, "bridge-typescript");
for await (const message of await consumer.consume()) {
  const { source, sequence, data } = message.json<AlertEvent>();
  const alert = `${source}/${data.fingerprint}`;
  const news = sequence > (told.get(alert) ?? "") && data.transitionKind !== "repeated" && data.silencedBy === undefined && data.storm === undefined;
  if (news) console.log(`${data.status} [${data.severity}] ${data.annotations["summary"] ?? data.fingerprint}`); // put your chat here
  if (sequence > (told.get(alert) ?? "")) told.set(alert, sequence);
  message.ack(); // only now: if this program ends before, the message comes again
}
