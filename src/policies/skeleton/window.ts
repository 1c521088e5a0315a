/** Value spec for maintenance windows: "22:00-05:00 Europe/Berlin", optionally with days in front. What they mean is `time-window.ts`'s business. */
import { isScalar } from "yaml";
import { timeWindowOf, windowPattern, type TimeWindow } from "../time-window.js";
import { offsetOf, wrong, type ValueSpec } from "./value-spec.js";

const allowed = 'hours with a time zone, such as "22:00-05:00 Europe/Berlin" or "Sat,Sun 00:00-24:00 UTC"';

export const timeWindow: ValueSpec<TimeWindow> = {
  words: allowed,
  schema: { type: "string", pattern: windowPattern },
  read: (node, name, reading) => {
    const text = isScalar(node) && typeof node.value === "string" ? node.value : undefined;
    const window = text === undefined ? undefined : timeWindowOf(text);
    if (typeof window === "object") return window;
    reading.report(offsetOf(node), window?.startsWith("unknown") === true ? `${name} has the ${window}` : wrong(name, node, allowed));
    return undefined;
  },
};
