/** The CloudEvent that a webhook gets: the notification as it is, with as many alerts as fit. It leaves alerts out whole and counts them. */
import type { AlertNews, Notification } from "../notification.js";

const maxAlerts = 100;
/** Of their JSON; common limits of web servers begin at 1 MiB. */
const maxAlertsLength = 262_144;

export interface NotificationEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: string;
  readonly dataschema: string;
  readonly data: Omit<Notification, "alerts"> & { readonly alerts: readonly AlertNews[]; readonly omitted: number };
}

export function eventOf(notification: Notification): NotificationEvent {
  const { id, key, status, happenedAt } = notification;
  const alerts = fitting(notification.alerts);
  return {
    specversion: "1.0", id, source: "tetherd/relay", type: `io.tetherd.notification.${status}.v1`, subject: key, time: happenedAt,
    datacontenttype: "application/json", dataschema: "urn:tetherd:schema:notification.v1", data: { ...notification, alerts, omitted: notification.alerts.length - alerts.length },
  };
}

/** At least the first, without its labels and annotations if it alone is too long. */
function fitting(alerts: readonly [AlertNews, ...AlertNews[]]): readonly AlertNews[] {
  const kept: AlertNews[] = [];
  let length = 0;
  for (const alert of alerts.slice(0, maxAlerts)) {
    length += JSON.stringify(alert).length;
    if (length > maxAlertsLength) break;
    kept.push(alert);
  }
  return kept.length > 0 ? kept : [{ ...alerts[0], labels: {}, annotations: {} }];
}
