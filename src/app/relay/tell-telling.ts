/** One log line per telling, and per trouble with a receiver; the same trouble is told once until it changes. */
import { describeError, TetherdError } from "../../shared/errors.js";
import type { Logger } from "../logger.js";
import type { LaneReport } from "./lane-report.js";

/** For the life of a relay. */
export function tellingLog(log: Logger): (report: LaneReport) => void {
  const troubles = new Map<string, string>();
  /** Of several instances, by receiver. */
  const unreachedOf = new Map<string, string>();
  return (report) => {
    const { receiver } = report;
    switch (report.kind) {
      case "told": {
        const { notification: { id, kind, status, title, firing, resolved, late }, tookMs } = report;
        log.info({ receiver, id, news: kind, status, firing, resolved, late, tookMs }, `told ${receiver}${troubles.delete(receiver) ? ", which answers again" : ""}: ${title}`);
        const unreached = report.unreached.map(describeError).sort().join("; ");
        if (unreached !== (unreachedOf.get(receiver) ?? "")) {
          if (unreached === "") log.info({ receiver }, `all instances of ${receiver} answer again`);
          else log.warn({ receiver }, `told ${receiver}, but not all of its instances: ${unreached}`);
        }
        unreachedOf.set(receiver, unreached);
        break;
      }
      case "failed": {
        const words = describeError(report.error);
        const details = { receiver, code: codeOf(report.error), retryInMs: report.retryInMs };
        if (troubles.get(receiver) === words) log.debug(details, `still cannot tell ${receiver}: ${words}`);
        else log.warn(details, `cannot tell ${receiver}, and tries again: ${words}`);
        troubles.set(receiver, words);
        break;
      }
      case "refused":
        troubles.delete(receiver);
        log.error({ receiver, code: codeOf(report.error), thread: report.key, ...(report.error instanceof TetherdError ? {} : { stack: report.error instanceof Error ? report.error.stack : undefined }) }, `${receiver} refuses what it was told, and it is put aside: ${describeError(report.error)}`);
        break;
    }
  };
}

function codeOf(error: unknown): string {
  return error instanceof TetherdError ? error.code : "unexpected";
}
