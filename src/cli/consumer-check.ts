/** `tetherd consumer-check`: from its flags to a table or JSON. What is sent and how it is judged stands in app/consumer-check. */
import type { CaseName } from "../app/consumer-check/case-names.js";
import { consumerCheck, type CheckReport, type ConsumerCheck } from "../app/consumer-check/consumer-check.js";
import type { CaseReport } from "../app/consumer-check/run-check.js";
import { loadSettings } from "../settings/load-settings.js";
import { secretFromFile } from "../settings/secret.js";
import { layOut } from "./columns.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";
import { sourcesOf } from "./settings-flags.js";
import { terminalWidth } from "./terminal-width.js";

export interface ConsumerCheckFlags extends Record<string, unknown> {
  readonly subject?: string;
  readonly consumer?: string;
  readonly url?: string;
  readonly caFile?: string;
  readonly signingKeyFile?: string;
  readonly headerFile?: readonly (readonly [name: string, path: string])[];
  readonly sink?: { readonly host: string; readonly port: number };
  readonly case?: readonly CaseName[];
  readonly storm: number;
  readonly timeout: number;
  readonly settle: number;
  readonly heartbeat: number;
  readonly json?: boolean;
}

export async function runConsumerCheck(flags: ConsumerCheckFlags): Promise<number> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort(new Error("stopped"));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const report = await consumerCheck(await checkOf(flags), stop.signal);
    process.stdout.write(flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
    return report.cases.some(({ findings }) => findings.length > 0) ? exitCodes.findings : exitCodes.ok;
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

async function checkOf(flags: ConsumerCheckFlags): Promise<ConsumerCheck> {
  const common = { sink: flags.sink, cases: flags.case, stormSize: flags.storm, timeoutMs: flags.timeout, settleMs: flags.settle, heartbeatMs: flags.heartbeat };
  if (flags.url !== undefined) {
    const headers = Object.fromEntries((flags.headerFile ?? []).map(([name, path]) => [name, secretFromFile(path, "--header-file")]));
    return { ...common, target: { kind: "url", url: flags.url, caFile: flags.caFile, signingKey: flags.signingKeyFile === undefined ? undefined : secretFromFile(flags.signingKeyFile, "--signing-key-file"), headers } };
  }
  const { settings } = await loadSettings(sourcesOf(flags));
  return { ...common, target: { kind: "subject", nats: { ...settings.nats, site: settings.site }, subject: flags.subject ?? "", consumer: flags.consumer } };
}

function textOf({ way, cases }: CheckReport): string {
  const paint = paletteFor(process.stdout);
  const columns = [{ title: "case", align: "left", rank: 0 }, { title: "sent", align: "right", rank: 1 }, { title: "slowest", align: "right", rank: 3 }, { title: "told", align: "left", rank: 2 }, { title: "answers", align: "left", rank: 0 }] as const;
  const rows = cases.map(({ name, sent, slowestMs, told, answers, findings }: CaseReport) => [
    { text: name, paint: findings.length === 0 ? paint.good : paint.bad }, { text: String(sent) }, { text: `${slowestMs} ms` }, { text: told?.join(", ") ?? "not seen" }, { text: Object.entries(answers).map(([words, times]) => `${times} ${words}`).join(", ") },
  ]);
  const findings = cases.flatMap(({ name, findings: found }) => found.map((words) => `${paint.bad("✗")} ${name}: ${words}`));
  const end = findings.length === 0 ? `${paint.good("✓")} ${cases.length} ${cases.length === 1 ? "case" : "cases"}, nothing found` : `${findings.length} ${findings.length === 1 ? "finding" : "findings"}`;
  const unseen = cases.some(({ told }) => told === undefined) ? ["What people were told was not seen; --sink counts it."] : [];
  return [way, "", ...layOut(columns, rows, terminalWidth(process.stdout), paint.faint), "", ...findings, end, ...unseen, ""].join("\n");
}
