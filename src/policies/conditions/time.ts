/**
 * Time in conditions: ages and spans that compare, and hours of the day in a zone. Nothing here reads a clock: the moment comes with the
 * sight, and each answer that time alone will change tells the sight when.
 */
import { formatDuration } from "../../shared/duration.js";
import { timeWindowOf, windowAt, type TimeWindow } from "../time-window.js";
import { MissingInput } from "../vocabulary/missing-input.js";
import type { Sight } from "../vocabulary/sight.js";
import type { FunctionSpec } from "./function-spec.js";

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const timestampType = "google.protobuf.Timestamp";

/** A length of time. */
export class Span {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  /** For whoever explains a condition. */
  get name(): string {
    return formatDuration(this.ms);
  }
}

/** How long ago something was. Its comparisons note when time will turn them round. */
export class Age {
  readonly #sight: Sight;
  readonly #sinceMs: number;
  readonly #nowMs: number;

  constructor(sight: Sight, sinceMs: number) {
    this.#sight = sight;
    this.#sinceMs = sinceMs;
    this.#nowMs = nowOf(sight);
  }

  /** More than the span, or with `orEqual` at least as much. */
  exceeds(span: Span, orEqual: boolean): boolean {
    const turnsAt = Math.ceil(this.#sinceMs + span.ms) + (orEqual ? 0 : 1);
    if (turnsAt > this.#nowMs) this.#sight.changesAt(turnsAt);
    return turnsAt <= this.#nowMs;
  }

  /** "3 days", "5 hours", "12 minutes": whole units, so that a text does not change all the time. */
  get text(): string {
    const { amount, unitMs } = this.#inUnits();
    this.#sight.changesAt(this.#sinceMs + (amount + 1) * unitMs);
    return this.name;
  }

  /** The same for whoever explains a condition, to whom it does not matter when it changes. */
  get name(): string {
    const { amount, word } = this.#inUnits();
    return `${amount} ${word}${amount === 1 ? "" : "s"}`;
  }

  #inUnits(): { readonly amount: number; readonly unitMs: number; readonly word: string } {
    const ageMs = Math.max(0, this.#nowMs - this.#sinceMs);
    const [unitMs, word] = ageMs >= 2 * dayMs ? [dayMs, "day"] as const : ageMs >= 2 * hourMs ? [hourMs, "hour"] as const : [minuteMs, "minute"] as const;
    return { amount: Math.floor(ageMs / unitMs), unitMs, word };
  }
}

type AgeComparison = ((age: Age, span: Span) => boolean) | ((span: Span, age: Age) => boolean);

/** Operators as the library declares them. */
export const ageOperators: readonly (readonly [signature: string, compare: AgeComparison])[] = [
  ["Age > Span", (age: Age, span: Span) => age.exceeds(span, false)],
  ["Age >= Span", (age: Age, span: Span) => age.exceeds(span, true)],
  ["Age < Span", (age: Age, span: Span) => !age.exceeds(span, true)],
  ["Age <= Span", (age: Age, span: Span) => !age.exceeds(span, false)],
  ["Span < Age", (span: Span, age: Age) => age.exceeds(span, false)],
  ["Span <= Age", (span: Span, age: Age) => age.exceeds(span, true)],
  ["Span > Age", (span: Span, age: Age) => !age.exceeds(span, true)],
  ["Span >= Age", (span: Span, age: Age) => !age.exceeds(span, false)],
];

const ageFunction: FunctionSpec = {
  name: "age", params: [{ name: "time", types: [timestampType] }], returns: "Age",
  doc: "How long ago it was, by tetherd's clock. Compare it with `days`, `hours` or `minutes`; `string(age(…))` is a text such as `3 days`. The policy is looked at again at the very moment at which time alone changes the answer.",
  call: (sight, time: Date) => new Age(sight, time.getTime()),
  examples: [["vm.snapshots.exists(s, age(s.createTime) > days(3))", true], ["vm.snapshots.all(s, age(s.createTime) < days(14))", false], ['vm.snapshots.map(s, string(age(s.createTime))).join(", ")', "14 days"]],
};

function spanFunction(name: string, unitMs: number, examples: FunctionSpec["examples"]): FunctionSpec {
  return {
    name, params: [{ name: "amount", types: ["int", "double"] }], returns: "Span", doc: `So many ${name}, to compare an age with.`,
    call: (_sight, amount: bigint | number) => new Span(Number(amount) * unitMs), examples,
  };
}

/** Windows that are remembered once read; policies have far fewer. */
const maxWindows = 500;

/** `window` is "22:00-05:00 Europe/Berlin", as in `limits:`. */
function windowFunction(): FunctionSpec {
  const windows = new Map<string, TimeWindow>();
  return {
    name: "inWindow", params: [{ name: "window", types: ["string"] }], returns: "bool",
    doc: "It is now one of these hours, by the clock on a wall of that zone, summer time included: `22:00-05:00 Europe/Berlin`, or with days `Sat,Sun 00:00-24:00 UTC`. The window is a literal. The policy is looked at again when the window opens or closes.",
    literal: {
      argument: 0,
      check: (text) => {
        const window = timeWindowOf(text);
        return typeof window === "string" ? window : undefined;
      },
    },
    call: (sight, text: string) => {
      const window = windows.get(text) ?? timeWindowOf(text);
      if (typeof window === "string") throw new RangeError(window);
      if (windows.size >= maxWindows) windows.clear();
      windows.set(text, window);
      const { open, until } = windowAt(window, nowOf(sight));
      sight.changesAt(until);
      return open;
    },
    examples: [['inWindow("09:00-17:00 Europe/Berlin")', true], ['inWindow("22:00-05:00 Europe/Berlin")', false], ['inWindow("Sat,Sun 00:00-24:00 UTC")', false]],
  };
}

export function timeFunctions(): readonly FunctionSpec[] {
  return [
    ageFunction,
    spanFunction("days", dayMs, [["vm.snapshots.exists(s, age(s.createTime) >= days(14))", true]]),
    spanFunction("hours", hourMs, [["vm.snapshots.exists(s, age(s.createTime) > hours(400))", false]]),
    spanFunction("minutes", minuteMs, [["vm.snapshots.exists(s, age(s.createTime) < minutes(1.5))", false]]),
    windowFunction(),
  ];
}

function nowOf(sight: Sight): number {
  if (sight.now === undefined) throw new MissingInput("the time");
  return sight.now;
}
