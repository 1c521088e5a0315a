// A real Alertmanager is handed alerts, and asked over its own API what it has.
import { afterAll, beforeAll, expect, it } from "vitest";
import { startAlertmanager, type Alertmanager } from "../../scripts/servers/alertmanager.mjs";
import { notificationOf } from "../../src/notify/notification-of.js";
import type { Notifier } from "../../src/notify/notifier.js";
import { openDoor } from "../../src/notify/open-door.js";
import { notifierFor } from "../contracts/notifier.js";
import { withAlertmanager } from "../support/requires.js";
import { until } from "../support/until.js";
import { nastyTexts, resolvedAlert, sampleAlert } from "./alert-samples.js";

interface Shown {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] };
  readonly endsAt: string;
}

const never = new AbortController().signal;
/** Alertmanager has a clock of its own: samples are moved to now. */
const now = Date.now();
const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
const firing = { startsAt: at(-1), updatedAt: at(0), validUntil: at(720) };

withAlertmanager("a real Alertmanager", () => {
  let server: Alertmanager;
  let notifier: Notifier;
  beforeAll(async () => {
    server = await startAlertmanager();
    const receiver = { title: "", kind: "alertmanager", yaml: (url: string) => `url: ${url}\nallow: [127.0.0.1]\nplainHttp: true`, secrets: () => ({}), words: [], accepts: { status: 200 }, check: () => undefined };
    notifier = notifierFor(receiver, server.url, { now: () => now, door: openDoor({ now: () => now }) });
  });
  afterAll(async () => server.stop());
  const shown = async (): Promise<readonly Shown[]> => (await fetch(`${server.url}/api/v2/alerts`)).json() as Promise<readonly Shown[]>;
  const when = async (what: string, holds: (alerts: readonly Shown[]) => boolean): Promise<readonly Shown[]> => until(what, async () => {
    const alerts = await shown();
    return holds(alerts) ? alerts : undefined;
  }, 20_000);
  const severities = (alerts: readonly Shown[]): string => alerts.map(({ labels }) => labels["severity"]).join();

  it("shows an alert that fires, is raised, is silenced there, and is over", async () => {
    await notifier.notify(notificationOf({ alerts: [sampleAlert(firing)], kind: "fired" }, now), undefined, never);
    const [alert] = await when("the alert is there", (alerts) => alerts.length === 1);
    expect(alert).toMatchObject({ labels: { ...sampleAlert().labels, severity: "warning" }, annotations: { summary: "Clone group base spans 7 of 8 permitted hosts", command: "tetherd explain clone-group-ha-span g-1a2b3c" } });
    expect(Date.parse(alert?.endsAt ?? "")).toBe(now + 15 * 60_000);

    const worse = sampleAlert({ ...firing, severity: "critical", labels: { ...sampleAlert().labels, severity: "critical" } });
    await notifier.notify(notificationOf({ alerts: [worse], told: new Map([[worse.fingerprint, "warning"]]), kind: "raised" }, now), undefined, never);
    await when("only the worse one is left", (alerts) => severities(alerts) === "critical");

    const silence = { matchers: [{ name: "subject", value: "g-1a2b3c", isRegex: false }], startsAt: at(-1), endsAt: at(60), createdBy: "ann", comment: "storage work" };
    await fetch(`${server.url}/api/v2/silences`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(silence) });
    await when("it is silenced", ([only]) => only?.status.state === "suppressed" && only.status.silencedBy.length === 1);

    const over = resolvedAlert({ ...worse, status: "resolved", startsAt: firing.startsAt, endsAt: at(0), updatedAt: at(0) });
    await notifier.notify(notificationOf({ alerts: [over], told: new Map([[over.fingerprint, "critical"]]), kind: "resolved" }, now), undefined, never);
    await when("it is gone", (alerts) => alerts.length === 0);
  });

  it("takes five hundred alerts at once, whatever things are called", async () => {
    const alerts = Array.from({ length: 500 }, (_, n) => {
      const nasty = nastyTexts[n % nastyTexts.length] ?? "";
      return sampleAlert({ ...firing, fingerprint: `f${n}`, labels: { alertname: "many", n: String(n), name: nasty, [nasty]: nasty }, annotations: { summary: nasty, [nasty]: nasty }, subject: { kind: "vm", id: `vm-${n}`, name: nasty } });
    });
    await notifier.notify(notificationOf({ common: { policy: "many" }, alerts: [alerts[0]!, ...alerts.slice(1)], kind: "fired" }, now), undefined, never);
    await when("all of them are there", (found) => new Set(found.filter(({ labels }) => labels["alertname"] === "many").map(({ labels }) => labels["n"])).size === 500);
  });
});
