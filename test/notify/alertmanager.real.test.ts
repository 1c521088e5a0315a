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

function handing(...servers: readonly Alertmanager[]): Notifier {
  const receiver = { title: "", kind: "alertmanager", yaml: () => `url: [${servers.map(({ url }) => url).join(", ")}]\nallow: [127.0.0.1]\nplainHttp: true`, secrets: () => ({}), words: [], accepts: { status: 200 }, check: () => undefined };
  return notifierFor(receiver, "", { now: () => now, door: openDoor({ now: () => now }) });
}

async function whenAt({ url }: Alertmanager, what: string, holds: (alerts: readonly Shown[]) => boolean): Promise<readonly Shown[]> {
  return until(what, async () => {
    const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Shown[];
    return holds(alerts) ? alerts : undefined;
  }, 20_000);
}

withAlertmanager("a real Alertmanager", () => {
  let server: Alertmanager;
  let notifier: Notifier;
  beforeAll(async () => {
    server = await startAlertmanager();
    notifier = handing(server);
  });
  afterAll(async () => server.stop());
  const when = async (what: string, holds: (alerts: readonly Shown[]) => boolean): Promise<readonly Shown[]> => whenAt(server, what, holds);
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

  it("shows what fires again after it was away, on each of two, and that it is over", async () => {
    const second = await startAlertmanager();
    try {
      const both = handing(server, second);
      const mine = sampleAlert({ ...firing, labels: { ...sampleAlert().labels, alertname: "away", subject: "g-2" } });
      const standing = (alerts: readonly Shown[]): boolean => alerts.some(({ labels, status }) => labels["alertname"] === "away" && status.state !== "suppressed");
      const everywhere = async (what: string, holds: (alerts: readonly Shown[]) => boolean): Promise<unknown> => Promise.all([server, second].map(async (one) => whenAt(one, what, holds)));
      const tell = async (kind: "fired" | "repeated"): Promise<unknown> => both.notify(notificationOf({ alerts: [mine], kind }, now), undefined, never);
      await second.kill("SIGKILL");
      await tell("fired");
      await whenAt(server, "the alert is at the one that is there", standing);
      await second.start();
      await tell("repeated");
      await everywhere("the alert is at both", standing);
      await Promise.all([server, second].map(async (one) => one.kill("SIGKILL")));
      await expect(tell("repeated")).rejects.toMatchObject({ code: "NOTIFY_UNREACHABLE", retryable: true });
      await Promise.all([server, second].map(async (one) => one.start()));
      await tell("repeated");
      await everywhere("the alert stands again", standing);
      await both.notify(notificationOf({ alerts: [resolvedAlert({ ...mine, status: "resolved", endsAt: at(0), updatedAt: at(0) })], kind: "resolved" }, now), undefined, never);
      await everywhere("it is over", (alerts) => !standing(alerts));
    } finally {
      await second.stop();
    }
  });
});
