/** Value spec for maintenance windows: "22:00-05:00 Europe/Berlin", optionally with days in front: "Sat,Sun 00:00-24:00 UTC". */
import { isScalar } from "yaml";
import { offsetOf, wrong, type ValueSpec } from "./value-spec.js";

export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** A daily stretch of local time; `to` before `from` ends on the next day. `days` are those on which it begins. */
export interface TimeWindow {
  readonly days: readonly Weekday[];
  /** "HH:MM" */
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly zone: string;
}

const pattern = "^([A-Z][a-z]{2}([,-][A-Z][a-z]{2})* )?([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00) [A-Za-z][A-Za-z0-9_+/-]*$";
const shape = new RegExp(pattern);

export const timeWindow: ValueSpec<TimeWindow> = {
  schema: { type: "string", pattern },
  read: (node, name, reading) => {
    const text = isScalar(node) && typeof node.value === "string" ? node.value : "";
    const parts = shape.test(text) ? text.split(" ") : [];
    const [zone, times] = [parts.at(-1), parts.at(-2)];
    if (zone === undefined || times === undefined) {
      reading.report(offsetOf(node), wrong(name, node, 'hours with a time zone, such as "22:00-05:00 Europe/Berlin" or "Sat,Sun 00:00-24:00 UTC"'));
      return undefined;
    }
    const days = parts.length === 3 ? daysIn(parts[0] ?? "") : weekdays;
    if (days === undefined || !isZone(zone)) {
      reading.report(offsetOf(node), days === undefined
        ? `${name} has unknown days "${parts[0] ?? ""}"; allowed: ${weekdays.join(", ")}, joined by "," or "-"`
        : `${name} has the unknown time zone "${zone}"; allowed: IANA names such as Europe/Berlin or UTC`);
      return undefined;
    }
    const [from = "", to = ""] = times.split("-");
    return { days, from, to, zone };
  },
};

/** "Mon-Fri,Sun" as days in the order of the week. */
function daysIn(text: string): readonly Weekday[] | undefined {
  const chosen = new Set<Weekday>();
  for (const part of text.split(",")) {
    const [first, last = first] = part.split("-").map((word) => weekdays.findIndex((day) => day === word));
    if (first === undefined || last === undefined || first < 0 || last < 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      const name = weekdays[day];
      if (name !== undefined) chosen.add(name);
      if (day === last) break;
    }
  }
  return weekdays.filter((day) => chosen.has(day));
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
