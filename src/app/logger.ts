/**
 * The pino logger: JSON on standard output, one line per thing an operator cares about. Secrets are redacted by key as a second line
 * of defence; the first is that nobody hands them over.
 */
import pino, { type Logger } from "pino";

export type { Logger } from "pino";

export function createLogger(level: string, site: string): Logger {
  return pino({
    level,
    base: { site },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ["password", "*.password", "token", "*.token", "*.cookie"], censor: "********" },
  });
}
