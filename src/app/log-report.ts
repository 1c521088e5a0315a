/** One log line per thing an operator cares about, from a line's reports. The same trouble is told once until it changes. */
import { describeError } from "../shared/errors.js";
import type { LineReport } from "../streams/report.js";
import type { Logger } from "./logger.js";

export class ReportLog {
  readonly #log: Logger;
  #trouble: string | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  take(report: LineReport): void {
    switch (report.kind) {
      case "opened":
        this.#log.info({ vcenterVersion: report.fullName, instanceUuid: report.instanceUuid }, "logged in, reading the full state");
        break;
      case "synced":
        this.#log.info({ vms: report.vms, groups: report.groups, hosts: report.hosts, tookMs: report.tookMs }, this.#trouble === undefined ? "full state judged, following changes" : "sees again: full state judged, following changes");
        this.#trouble = undefined;
        break;
      case "blind": {
        const words = describeError(report.error);
        const details = { code: codeOf(report.error), retryInMs: report.retryInMs };
        if (words === this.#trouble) this.#log.debug(details, `still blind: ${words}`);
        else this.#log.warn(details, `blind: ${words}`);
        this.#trouble = words;
        break;
      }
      case "fact":
        this.#log.info({ subject: report.fact.subject, name: report.fact.subjectName, cause: report.fact.cause }, `fact ${report.fact.kind}`);
        break;
      case "alert": {
        const { alert } = report;
        this.#log.info({ policy: alert.policy, fingerprint: alert.fingerprint, severity: alert.severity, transition: alert.transition, silencedBy: alert.silencedBy, storm: alert.storm, subject: alert.subject.id, name: alert.subject.name, reason: alert.reason }, `alert ${alert.transitionKind}: ${alert.annotations["summary"] ?? alert.policy}`);
        break;
      }
      case "action": {
        const { request } = report;
        this.#log.info({ action: request.id, policy: request.policy, target: request.target, params: request.params, reasons: request.reasons, cause: request.cause }, `action ${request.verb} ${request.state}`);
        break;
      }
      case "shadow": {
        const { alert } = report;
        this.#log.info({ policy: alert.policy, severity: alert.severity, subject: alert.subject, summary: alert.annotations["summary"], reason: alert.reason }, `shadow alert ${alert.transitionKind}`);
        break;
      }
      case "unknown":
        this.#log.info({ policy: report.policy, subject: report.subject.id, missing: report.missing }, "cannot be judged for missing data");
        break;
      case "missed":
        this.#log.warn({ policy: report.policy, reason: report.reason }, "history was lost: this policy begins with events and may have missed some");
        break;
      case "turn":
        this.#log.trace(report, "turn");
        break;
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
