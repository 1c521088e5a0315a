/**
 * Whether a maintenance window is open at a moment, in its own time zone, nights of changing clocks included: what counts is what a clock on the wall there shows.
 * It never waits; it is asked again.
 */
import type { TimeWindow, Weekday } from "../policies/skeleton/window.js";

const formats = new Map<string, Intl.DateTimeFormat>();

/** `now` in ms since the epoch. No window means always open. */
export function isOpen(windows: readonly TimeWindow[] | undefined, now: number): boolean {
  return windows === undefined || windows.length === 0 || windows.some((window) => holds(window, now));
}

/** As an operator would write it: "Sat,Sun 22:00-05:00 Europe/Berlin". */
export function windowText({ days, from, to, zone }: TimeWindow): string {
  return `${days.length === 7 ? "" : `${days.join(",")} `}${from}-${to} ${zone}`;
}

/** A window that ends on the next day belongs to the day on which it began. */
function holds({ days, from, to, zone }: TimeWindow, now: number): boolean {
  const { day, clock } = onTheWall(zone, now);
  if (from < to) return days.includes(day) && clock >= from && clock < to;
  if (clock >= from) return days.includes(day);
  return clock < to && days.includes(dayBefore[day]);
}

const dayBefore: Readonly<Record<Weekday, Weekday>> = { Mon: "Sun", Tue: "Mon", Wed: "Tue", Thu: "Wed", Fri: "Thu", Sat: "Fri", Sun: "Sat" };

function onTheWall(zone: string, now: number): { readonly day: Weekday; readonly clock: string } {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: parts.get("weekday") as Weekday, clock: `${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}` };
}
