/**
 * The composition root: builds every part, starts them in order, reloads, and stops in reverse order within a deadline.
 * It contains no rules of the product.
 */
import { silenceSet, type SilenceSet } from "../alerts/silence.js";
import { connectBus, type Bus } from "../bus/connect-bus.js";
import { sendCommand } from "../bus/send-command.js";
import { withoutUsers } from "../bus/server-addresses.js";
import type { Settings } from "../settings/settings.js";
import { PolicyWatch } from "../settings/watch-policies.js";
import { runLines } from "../streams/run-lines.js";
import type { LiveLine } from "../streams/live-line.js";
import type { LineReport } from "../streams/report.js";
import { VimOperator } from "../vim/vim-operator.js";
import { noExecution, withReport, type ActionHealth } from "./actions/action-health.js";
import { ActionMetrics } from "./actions/action-metrics.js";
import { Execution, journalOf } from "./actions/execution.js";
import { tellAction } from "./actions/tell-action.js";
import { commandCatalogue } from "./commands/catalogue.js";
import { firingLabels } from "./commands/firing-labels.js";
import { doorPages } from "./door/pages.js";
import { ForgetVCenters } from "./forget-vcenters.js";
import { LineHealth, readiness, type Readiness } from "./health.js";
import { startHttpServer, type HttpServer } from "./http-server.js";
import { concernsOf } from "./reload/concerns.js";
import { OneVoice } from "./reload/one-voice.js";
import { PoliciesInForce } from "./reload/policies-in-force.js";
import type { PolicyTester } from "./reload/policy-tester.js";
import { ReportLog } from "./log-report.js";
import type { Logger } from "./logger.js";
import { Metrics } from "./metrics.js";
import { statusPages } from "./status-pages.js";
import { tallyOf } from "./tally.js";
import { twoStepStop } from "./two-step-stop.js";
import { version } from "./version.js";
import { accessOf, vcenterOf } from "./vcenter-of.js";

export interface Daemon {
  /** Resolves after a stop; rejects with what made going on wrong. Everything is closed by then. */
  readonly done: Promise<void>;
  /** Finishes what is in hand; the second call, or the deadline, cuts it. */
  stop(reason: string): void;
  /** Loads the policies anew: all of them or none. */
  reload(): Promise<void>;
}

/** How long an edited policy folder must keep still before it is read. */
const stillMs = 1_000;

/** `tester` runs the tests beside the policies. Throws before anything runs when policies, settings or the status port cannot be used. */
export async function startDaemon(settings: Settings, log: Logger, tester: PolicyTester): Promise<Daemon> {
  const metrics = new Metrics();
  const startedAt = Date.now();
  const halt = twoStepStop(settings.shutdownMs, log);
  const { stop, kill } = halt;
  const live = new Map<string, LiveLine>();
  const { lookMs, testWithinMs } = settings.policies;
  const policies = await PoliciesInForce.load({
    directory: settings.policiesDirectory, log, now: Date.now, tester: testWithinMs === undefined ? undefined : tester, testWithinMs: testWithinMs ?? 0,
    worlds: () => settings.vcenters.map(({ name }) => ({ vcenter: name, world: () => live.get(name)?.look()?.world })), told: (outcome) => metrics.reloaded(outcome),
  });
  const lines = new Map(settings.vcenters.map((one) => [one.name, { health: new LineHealth(one.name, startedAt), log: new ReportLog(log.child({ vcenter: one.name })) }]));
  const busSettings = { ...settings.nats, site: settings.site };
  const bus = connectBus(busSettings, log);
  // Receivers are kept in memory only where somebody is told.
  const relay = settings.relay.file === undefined ? undefined : await (await import("./relay/start-relay.js")).startRelay({
    bus, file: settings.relay.file, leaseMs: settings.relay.leaseMs, log, registry: metrics.registry, stop, kill, send: (verb, sender, args) => sendCommand(busSettings, { verb, sender, args }),
  }).catch(async (error: unknown) => {
    await bus.close();
    throw error;
  });
  let actions: ActionHealth = settings.actions.enabled ? { enabled: true, vcenters: settings.vcenters.map(({ name }) => ({ vcenter: name, state: "not-begun" })) } : noExecution;
  const state = (): Readiness => {
    const now = readiness([...lines.values()].map(({ health }) => health.current), bus.health(), { inForce: policies.set.policies.length, ...(policies.problem === undefined ? {} : { problem: policies.problem }) }, actions, relay?.health());
    metrics.ready(now.ready);
    metrics.policies(now.policies.inForce, policies.rejected !== undefined);
    return now;
  };
  const http = settings.httpListen === undefined ? undefined : await startHttpServer(settings.httpListen, [
    ...statusPages({
      alive: () => !kill.aborted,
      readiness: state,
      metrics: async () => {
        for (const { name, frozenSince } of state().vcenters) metrics.frozen(name, frozenSince);
        for (const [vcenter, line] of live) {
          const view = line.look();
          if (view !== undefined) metrics.alerts(vcenter, tallyOf(view));
        }
        relay?.measure();
        return metrics.registry.metrics();
      },
    }),
    ...doorPages({
      version, site: settings.site, door: settings.httpDoor, silences: () => silenced?.silences ?? [], now: Date.now,
      vcenters: settings.vcenters.map(({ name, url }) => ({ name, url, health: () => (lines.get(name)?.health ?? new LineHealth(name, startedAt)).current, live: () => live.get(name) })),
    }),
  ]).catch(async (error: unknown) => {
    halt.abandon();
    await bus.close();
    throw error;
  });
  const report = (vcenter: string, told: LineReport): void => {
    const known = lines.get(vcenter);
    known?.health.take(told, Date.now());
    known?.log.take(told);
    metrics.take(vcenter, told);
    if (told.kind === "synced") policies.lookOver();
    if (told.kind !== "opened") return;
    door.attend({ name: vcenter, instanceUuid: told.instanceUuid });
    forgotten.opened(vcenter, told.instanceUuid);
    const [line, one] = [live.get(vcenter), settings.vcenters.find(({ name }) => name === vcenter)];
    if (line !== undefined && one !== undefined) execution?.begin(vcenter, told.instanceUuid, line, new VimOperator(accessOf(one, settings, log.child({ vcenter }))));
  };
  let silenced: SilenceSet | undefined;
  const actionMetrics = new ActionMetrics(metrics.registry);
  const execution = !settings.actions.enabled ? undefined : new Execution({
    bus, log, settings: settings.actions, refreshMs: settings.watch.refreshMs, policies: () => policies.set, silences: () => silenced, stop, kill,
    report: (vcenter, told) => {
      actions = withReport(actions, vcenter, told);
      actionMetrics.take(vcenter, told);
      tellAction(log.child({ vcenter }), told);
    },
  });
  const voice = new OneVoice();
  let ring = (): void => undefined;
  let resync: (vcenter: string) => void = () => undefined;
  const reload = async (quiet = false): Promise<void> => {
    // A stop cuts it: nobody waits for the outcome then.
    const before = policies.rejected;
    const changed = await policies.reload(stop, { quiet }).catch(() => false);
    if (changed || policies.rejected !== before) ring();
  };
  const silences = bus.silences((list) => {
    silenced = silenceSet(list);
    ring();
  });
  const door = bus.commands(commandCatalogue({
    reload: async () => {
      await reload();
      return { inForce: policies.set.policies.length, hash: policies.set.hash, problem: policies.problem };
    },
    resync: (vcenter) => resync(vcenter), silences, firing: () => firingLabels([...live.values()].flatMap((line) => line.look() ?? [])), now: Date.now, journal: () => journalOf(execution), hands: (vcenter) => execution?.hands(vcenter), forget: (vcenter, signal) => forgotten.forget(vcenter, signal),
  }));
  const forgotten = new ForgetVCenters({ bus, door, vcenters: settings.vcenters, afterMs: settings.watch.forgetAfterMs, log, stop });
  log.info({ version, vcenters: settings.vcenters.map((one) => one.url), nats: withoutUsers(busSettings).servers, http: http?.port ?? "off", policies: settings.policiesDirectory }, "tetherd starts");
  for (const one of settings.vcenters) if (one.insecure) log.warn({ vcenter: one.name }, "INSECURE: the certificate of this vCenter is not verified; anybody on the way can read the password");
  const running = runLines({
    vcenters: settings.vcenters.map((one) => ({ vcenter: vcenterOf(one, settings, log.child({ vcenter: one.name })), ledger: bus.ledger({ intents: settings.actions.enabled }) })),
    policies: () => policies.set, silences: () => silenced, concerns: (vcenter) => voice.toldBy(vcenter, concernsOf(policies.rejected, settings)),
    lastKnown: (vcenter) => forgotten.lastKnown(vcenter),
    ...(execution === undefined ? {} : { copyRates: (vcenter: string) => execution.copyRates(vcenter) }),
    limits: { hostLimit: settings.hostLimit, ...settings.watch },
    onBell: (bell) => void (ring = bell),
    onResync: (bell) => void (resync = bell),
    onLive: (line) => void live.set(line.vcenter, line),
    report, stop, kill,
  });
  const watch = lookMs === undefined ? undefined : new PolicyWatch({ directory: settings.policiesDirectory, pollMs: lookMs, stillMs, changed: () => void reload(true) });
  const heartbeat = startHeartbeat(bus, settings, startedAt, state, policies, stop);
  return {
    done: running.finally(async () => {
      watch?.close();
      forgotten.close();
      await execution?.close();
      halt.begin();
      await relay?.done;
      await close({ heartbeat, bus, http, log });
    }),
    stop: (reason) => {
      if (!halt.ask(reason)) return;
      watch?.close();
      door.close();
      silences.close();
    },
    reload: async () => {
      await Promise.all([reload(), relay?.reload()]);
    },
  };
}

function startHeartbeat(bus: Bus, settings: Settings, startedAt: number, state: () => Readiness, policies: PoliciesInForce, stop: AbortSignal): NodeJS.Timeout {
  const beat = (): void => {
    const now = Date.now();
    const { ready, reasons, vcenters } = state();
    // One attempt each: a heartbeat that is missing is what tells the consumer's side.
    void bus.publishHeartbeat({
      at: new Date(now).toISOString(), version, uptimeSeconds: Math.round((now - startedAt) / 1_000), ready, reasons, intervalMs: settings.heartbeatMs,
      policies: { inForce: policies.set.policies.length, hash: policies.set.hash }, vcenters,
    });
  };
  bus.ready(stop).then(beat, () => undefined); // stopped before NATS was there: nobody to tell
  return setInterval(beat, settings.heartbeatMs);
}

async function close({ heartbeat, bus, http, log }: { heartbeat: NodeJS.Timeout; bus: Bus; http: HttpServer | undefined; log: Logger }): Promise<void> {
  clearInterval(heartbeat);
  await bus.close();
  await http?.close();
  log.info("tetherd has stopped");
}
