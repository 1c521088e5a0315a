/** The relay as a process of its own: builds bus, health pages and service, and stops them in reverse order within a deadline. It watches no vCenter. */
import { connectBus } from "../../bus/connect-bus.js";
import { sendCommand } from "../../bus/send-command.js";
import { withoutUsers } from "../../bus/server-addresses.js";
import type { Settings } from "../../settings/settings.js";
import { collectDefaultMetrics, Registry } from "prom-client";
import { startHttpServer } from "../http-server.js";
import type { Logger } from "../logger.js";
import { statusPages } from "../status-pages.js";
import { twoStepStop } from "../two-step-stop.js";
import { version } from "../version.js";
import { relayTroubles } from "./relay-troubles.js";
import { startRelay, type RelayService } from "./start-relay.js";

export interface RelayProcess {
  /** Resolves after a stop, when everything is closed. */
  readonly done: Promise<void>;
  /** Finishes what is in hand; the second call, or the deadline, cuts it. */
  stop(reason: string): void;
  /** Loads the routing file anew: all of it or nothing. */
  reload(): Promise<void>;
}

/** Throws before anything runs when the routing file or the status port cannot be used. */
export async function startRelayProcess(settings: Settings, file: string, log: Logger): Promise<RelayProcess> {
  const halt = twoStepStop(settings.shutdownMs, log);
  const { stop, kill } = halt;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const busSettings = { ...settings.nats, site: settings.site };
  const bus = connectBus(busSettings, log);
  const closeBus = async (error: unknown): Promise<never> => {
    halt.abandon();
    await bus.close();
    throw error;
  };
  const service: RelayService = await startRelay({ bus, file, leaseMs: settings.relay.leaseMs, log, registry, stop, kill, send: (verb, sender, args) => sendCommand(busSettings, { verb, sender, args }) }).catch(closeBus);
  const http = settings.relay.listen === undefined ? undefined : await startHttpServer(settings.relay.listen, statusPages({
    alive: () => !kill.aborted,
    readiness: () => {
      const [relay, nats] = [service.health(), bus.health()];
      return { ready: nats.ready && relay.state !== "stopped", reasons: [...(nats.ready ? [] : [`NATS: ${nats.reason ?? "not connected"}`]), ...relayTroubles(relay)], nats, relay };
    },
    metrics: async () => {
      service.measure();
      return registry.metrics();
    },
  })).catch(closeBus);
  log.info({ version, nats: withoutUsers(busSettings).servers, http: http?.port ?? "off", routing: file }, "the relay starts");
  return {
    done: service.done.then(async () => {
      await bus.close();
      await http?.close();
      log.info("the relay has stopped");
    }),
    stop: (reason) => void halt.ask(reason),
    reload: () => service.reload(),
  };
}
