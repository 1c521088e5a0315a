/**
 * Hours of the day in a time zone, e.g. "Sat,Sun 22:00-05:00 Europe/Berlin": what counts is the clock on a wall there, summer time
 * included. It says whether the window is open at a moment and until when that certainly stays so; it never waits.
 */
export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** A daily stretch of local time; `to` at or before `from` ends on the next day. `days` are those on which it begins. */
export interface TimeWindow {
  readonly days: readonly Weekday[];
  /** "HH:MM" */
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly zone: string;
}

export const windowPattern = "^([A-Z][a-z]{2}([,-][A-Z][a-z]{2})* )?([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00) [A-Za-z][A-Za-z0-9_+/-]*$";
const shape = new RegExp(windowPattern);
const minuteMs = 60_000;
const dayMinutes = 1_440;

/** The window, or what is wrong with its text. */
export function timeWindowOf(text: string): TimeWindow | string {
  const parts = shape.test(text) ? text.split(" ") : [];
  const [zone, times] = [parts.at(-1), parts.at(-2)];
  if (zone === undefined || times === undefined) return `"${text}" are no hours; allowed: hours with a time zone, such as "22:00-05:00 Europe/Berlin" or "Sat,Sun 00:00-24:00 UTC"`;
  const days = parts.length === 3 ? daysIn(parts[0] ?? "") : weekdays;
  if (days === undefined) return `unknown days "${parts[0] ?? ""}"; allowed: ${weekdays.join(", ")}, joined by "," or "-"`;
  if (!isZone(zone)) return `unknown time zone "${zone}"; allowed: IANA names such as Europe/Berlin or UTC`;
  const [from = "", to = ""] = times.split("-");
  return { days, from, to, zone };
}

export interface WindowState {
  readonly open: boolean;
  /** Ms since the epoch: before that moment it certainly stays as it is. Never more than a day away. */
  readonly until: number;
}

/** `now` in ms since the epoch. */
export function windowAt(window: TimeWindow, now: number): WindowState {
  const wall = onTheWall(window.zone, now);
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
  const [today, yesterday] = [weekdays[wall.day], weekdays[(wall.day + 6) % 7]].map((day) => day !== undefined && window.days.includes(day));
  const open = from < to ? today === true && wall.minutes >= from && wall.minutes < to : (today === true && wall.minutes >= from) || (yesterday === true && wall.minutes < to);
  const next = Math.min(...[from, to, dayMinutes].filter((mark) => mark > wall.minutes)) - wall.minutes;
  const until = now - (now % minuteMs) + next * minuteMs;
  return { open, until: Math.min(until, clockChange(window.zone, wall.offset, now, until) ?? until) };
}

interface Wall {
  /** 0 for Monday. */
  readonly day: number;
  /** Since midnight. */
  readonly minutes: number;
  /** Ahead of UTC, in minutes modulo a day. */
  readonly offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function onTheWall(zone: string, now: number): Wall {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  return { day: weekdays.findIndex((day) => day === parts.get("weekday")), minutes, offset: (minutes - (Math.floor(now / minuteMs) % dayMinutes) + dayMinutes) % dayMinutes };
}

/** When the clocks of the zone change between two moments, to the minute; undefined when they do not. */
function clockChange(zone: string, offset: number, from: number, to: number): number | undefined {
  if (onTheWall(zone, to).offset === offset) return undefined;
  let [low, high] = [Math.floor(from / minuteMs), Math.ceil(to / minuteMs)];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (onTheWall(zone, middle * minuteMs).offset === offset) low = middle;
    else high = middle;
  }
  return high * minuteMs;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

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
