/**
 * Hands alerts to Alertmanager over its API v2 (PostableAlerts), each with its own labels: grouping, silences and people are Alertmanager's there. All instances are
 * told side by side, as its clustering asks of clients; it is done when one has accepted, for what fires is told again before it expires.
 */
import type { Severity } from "../../policies/decision.js";
import { NotifyError } from "../errors.js";
import type { AlertNews, Notification } from "../notification.js";
import type { NotifierGround, NotifierSpec } from "../notifier.js";
import { readToken } from "../secret-text.js";
import { alertmanagerConfig, type AlertmanagerConfig } from "./config.js";

/** What fires is told again so often; Alertmanager is told that it counts for three times that. */
const repeatMs = 5 * 60_000;
/** In one request. */
const batchSize = 200;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export const alertmanager: NotifierSpec<AlertmanagerConfig> = {
  name: "alertmanager", summary: "Prometheus Alertmanager, one or several instances", config: alertmanagerConfig, pace: { repeatMs, perMinute: 600 },
  create: ({ urls, way, tokenFile, login }, ground) => ({
    notify: async (notification, _memory, signal) => {
      const { authorization, secrets } = await credentials(ground, tokenFile, login);
      const bodies = bodiesOf(notification, ground.now());
      const outcomes = await Promise.allSettled(urls.map(async (url) => {
        for (const body of bodies) {
          await ground.door.request({
            url: `${url}/api/v2/alerts`, method: "POST", body: body(), way, secrets,
            headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
          }, signal);
        }
      }));
      const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
      if (failures.length === outcomes.length) throw hopeful(failures);
      return failures.length === 0 ? {} : { unreached: failures };
    },
  }),
};

/** Of several failures, one that may pass by itself. */
function hopeful(failures: readonly unknown[]): unknown {
  return failures.find((failure) => failure instanceof NotifyError && failure.retryable) ?? failures[0];
}

async function credentials({ secret }: NotifierGround, tokenFile: string | undefined, login: AlertmanagerConfig["login"]): Promise<{ readonly authorization: string | undefined; readonly secrets: readonly string[] }> {
  if (tokenFile !== undefined) {
    const token = await readToken(secret(tokenFile, "alertmanager.tokenFile"));
    return { authorization: `Bearer ${token}`, secrets: [token] };
  }
  if (login === undefined) return { authorization: undefined, secrets: [] };
  const password = await secret(login.passwordFile, "alertmanager.passwordFile").read();
  const basic = Buffer.from(`${login.username}:${password}`).toString("base64");
  return { authorization: `Basic ${basic}`, secrets: [password, basic] };
}

export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** Each is made when the first instance asks for it, so that thousands of alerts do not hold up everything else. */
function bodiesOf({ alerts, kind }: Notification, now: number): readonly (() => string)[] {
  return Array.from({ length: Math.ceil(alerts.length / batchSize) }, (_, n) => {
    let made: string | undefined;
    return () => (made ??= JSON.stringify(postsOf(alerts.slice(n * batchSize, (n + 1) * batchSize), kind, now)));
  });
}

/** An alert whose severity has changed has other labels now, and is another alert there: the former is ended. `now` in ms since the epoch. */
function postsOf(alerts: readonly AlertNews[], kind: Notification["kind"], now: number): readonly PostableAlert[] {
  return alerts.flatMap((alert): PostableAlert[] => {
    const until = alert.endsAt ?? soonest(alert.validUntil, now + 3 * repeatMs);
    const current = post(alert, alert.severity, until, kind === "test");
    return alert.told === undefined || alert.told === alert.severity ? [current] : [post(alert, alert.told, new Date(now).toISOString(), false), current];
  });
}

function soonest(validUntil: string | undefined, at: number): string {
  return new Date(validUntil === undefined ? at : Math.min(Date.parse(validUntil), at)).toISOString();
}

function post({ labels, annotations, summary, startsAt, links, next, commands, dataAge }: AlertNews, severity: Severity, endsAt: string, isTest: boolean): PostableAlert {
  const known = Object.entries({ ...labels, severity, ...(isTest ? { alertname: "tetherd-test", tetherd_test: "true" } : {}) }).filter(([name, value]) => labelName.test(name) && value !== "");
  const policy = links.find(({ text }) => text === "Policy")?.url;
  return {
    labels: Object.fromEntries(known), startsAt, endsAt: endsAt < startsAt ? startsAt : endsAt,
    annotations: { ...Object.fromEntries(Object.entries(annotations).filter(([name]) => labelName.test(name))), summary, next: next.join(" "), command: commands.join("; "), data_age: dataAge },
    ...(policy === undefined ? {} : { generatorURL: policy }),
  };
}
