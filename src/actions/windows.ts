/**
 * Whether a maintenance window is open at a moment, in its own time zone, nights of changing clocks included: what counts is what a clock on the wall there shows.
 * It never waits; it is asked again.
 */
import { windowAt, type TimeWindow } from "../policies/time-window.js";

/** `now` in ms since the epoch. No window means always open. */
export function isOpen(windows: readonly TimeWindow[] | undefined, now: number): boolean {
  return windows === undefined || windows.length === 0 || windows.some((window) => windowAt(window, now).open);
}

/** As an operator would write it: "Sat,Sun 22:00-05:00 Europe/Berlin". */
export function windowText({ days, from, to, zone }: TimeWindow): string {
  return `${days.length === 7 ? "" : `${days.join(",")} `}${from}-${to} ${zone}`;
}
