/** One log line per step of an action, from the executor's reports. Counts go to metrics only. */
import { describeError } from "../../shared/errors.js";
import type { ExecutorReport } from "../../streams/executor/context.js";
import type { Logger } from "../logger.js";

const bad: ReadonlySet<string> = new Set(["failed", "unknown", "resolving"]);

export function tellAction(log: Logger, report: ExecutorReport): void {
  switch (report.kind) {
    case "moved": {
      const { request, state, story, attempt } = report.intent;
      const last = story.at(-1);
      log[bad.has(state) ? "warn" : "info"]({ action: request.id, policy: request.policy, target: request.target, attempt, by: last?.by, task: last?.task, reasons: last?.reasons }, `action ${request.verb} ${state}`);
      break;
    }
    case "trouble":
      log.error({ reason: describeError(report.error) }, `actions: ${report.what}`);
      break;
    case "stopped":
      log.error({ reason: describeError(report.error) }, "actions: none is carried out any more");
      break;
    case "counts":
      break;
  }
}
