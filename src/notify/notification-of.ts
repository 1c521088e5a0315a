/**
 * Puts alerts of one thread together into what people are told. Whether they are told, and whom, has been decided before.
 */
import type { Alert } from "../alerts/alert.js";
import { severities, type Severity } from "../policies/decision.js";
import { contentHash } from "../shared/digest.js";
import type { ActionNews } from "./action-news.js";
import { ageText, alertNews } from "./alert-news.js";
import { cleanText } from "./clean-text.js";
import type { AlertNews, NewsKind, Notification } from "./notification.js";

export interface GroupOfAlerts {
  /** What they have in common, e.g. { policy: "vm-inaccessible", cluster: "prod-a" }; undefined for an alert that is told on its own. */
  readonly common?: Readonly<Record<string, string>>;
  /** At least one, each fingerprint once, as last heard. */
  readonly alerts: readonly [Alert, ...Alert[]];
  /** The newest word on actions, by the alert's fingerprint. */
  readonly actions?: ReadonlyMap<string, ActionNews>;
  /** What the receiver was last told of each, by fingerprint; without an entry it was told nothing. */
  readonly told?: ReadonlyMap<string, Severity>;
  readonly kind: NewsKind;
  /** How often this thread has been told before; 0 unless given. */
  readonly tellings?: number;
}

/** News older than this was not told in time and says so. */
const lateAfterMs = 15 * 60_000;

/** No receiver shows more of several alerts by themselves. */
const mostShown = 100;

/** `now` in ms since the epoch. */
export function notificationOf({ common, alerts, actions, told, kind, tellings = 0 }: GroupOfAlerts, now: number): Notification {
  const [first, ...others] = [...alerts].sort(byWeight).map((alert, index) => alertNews(alert, actions?.get(alert.fingerprint), told?.get(alert.fingerprint), index < mostShown));
  if (first === undefined) throw new RangeError("a notification needs an alert");
  const news: readonly [AlertNews, ...AlertNews[]] = [first, ...others];
  const firing = news.filter(({ status }) => status === "firing");
  const happenedMs = alerts.reduce((so, { updatedAt, fingerprint }) => Math.max(so, Date.parse(updatedAt), actions?.get(fingerprint)?.standsSince ?? 0), 0);
  const late = kind !== "repeated" && now - happenedMs > lateAfterMs ? ageText((now - happenedMs) / 1_000) : undefined;
  const [key, status] = [common === undefined ? threadKey(first.fingerprint) : contentHash({ common }), firing.length > 0 ? "firing" : "resolved"] as const;
  return {
    id: `${key}.${kind}.${status}.${happenedMs}.${tellings}`, key, kind, status, severity: worst(firing.length > 0 ? firing : news),
    title: common === undefined && news.length === 1 ? first.summary : groupTitle(common ?? {}, firing.length, news.length - firing.length),
    firing: firing.length, resolved: news.length - firing.length,
    happenedAt: new Date(happenedMs).toISOString(), ...(late === undefined ? {} : { late }), alerts: news,
  };
}

/** Of an alert that is told on its own: at most 64 letters, digits, "-" and "_". */
export function threadKey(fingerprint: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(fingerprint) ? fingerprint : contentHash(fingerprint);
}

function byWeight(a: Alert, b: Alert): number {
  if (a.status !== b.status) return a.status === "firing" ? -1 : 1;
  return severities.indexOf(b.severity) - severities.indexOf(a.severity) || (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : a.fingerprint < b.fingerprint ? -1 : 1);
}

function worst(news: readonly AlertNews[]): Severity {
  return news.reduce<Severity>((so, { severity }) => (severities.indexOf(severity) > severities.indexOf(so) ? severity : so), "info");
}

function groupTitle(common: Readonly<Record<string, string>>, firing: number, resolved: number): string {
  const counts = [...(firing > 0 ? [`${counted(firing)} firing`] : []), ...(resolved > 0 ? [`${firing > 0 ? resolved : counted(resolved)} resolved`] : [])].join(", ");
  const shared = Object.entries(common).map(([label, value]) => `${label} ${value}`).join(", ");
  return cleanText(shared === "" ? counts : `${counts}: ${shared}`, 1_000);
}

function counted(amount: number): string {
  return amount === 1 ? "1 alert" : `${amount} alerts`;
}
