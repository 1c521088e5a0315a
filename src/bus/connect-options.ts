/** How tetherd connects to NATS: what each option is set to and why. It reads no file; the client does, at each connect. */
import type { NodeConnectionOptions } from "@nats-io/transport-node";
import type { BusSettings } from "./bus-settings.js";
import type { Credentials } from "./credentials.js";

/** `reconnectDelayMs` is asked before each attempt to reconnect. */
export function connectOptions(settings: BusSettings, credentials: Credentials, reconnectDelayMs: () => number = () => 200): NodeConnectionOptions {
  const { servers, site, caFile, certFile, keyFile } = settings;
  const tls = { ...(caFile === undefined ? {} : { caFile }), ...(certFile === undefined ? {} : { certFile }), ...(keyFile === undefined ? {} : { keyFile }) };
  return {
    servers: [...servers],
    name: `tetherd ${site}`,
    timeout: 5_000,
    reconnect: true,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true, // otherwise two refusals end it for good, even while a token is being rotated
    reconnectDelayHandler: reconnectDelayMs,
    pingInterval: 10_000,
    maxPingOut: 2, // a frozen server is noticed within half a minute, not minutes
    noAsyncTraces: true,
    ...(credentials.authenticator === undefined ? {} : { authenticator: credentials.authenticator }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}
