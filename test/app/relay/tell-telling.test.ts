import { pino } from "pino";
import { expect, it } from "vitest";
import type { LaneReport } from "../../../src/app/relay/lane-report.js";
import { tellingLog } from "../../../src/app/relay/tell-telling.js";
import { NotifyError } from "../../../src/notify/errors.js";
import { notificationOf } from "../../../src/notify/notification-of.js";
import { sampleAlert, soon } from "../../notify/alert-samples.js";

const notification = notificationOf({ alerts: [sampleAlert()], kind: "fired" }, soon);
const away = (host: string): NotifyError => new NotifyError("NOTIFY_UNREACHABLE", `Cannot send to ${host} as it must be reachable: ECONNREFUSED`, { retryable: true });
const told = (unreached: readonly unknown[] = []): LaneReport => ({ kind: "told", receiver: "am", notification, tookMs: 3, unreached });
const failed = (error: unknown): LaneReport => ({ kind: "failed", receiver: "am", key: "k", error, retryInMs: 1_000 });

function linesOf(reports: readonly LaneReport[]): readonly string[] {
  const lines: string[] = [];
  const tell = tellingLog(pino({ level: "info" }, { write: (line: string) => {
    const { level, msg } = JSON.parse(line) as { readonly level: number; readonly msg: string };
    lines.push(`${level === 30 ? "info" : level === 40 ? "warn" : "error"} ${msg.slice(0, 80)}`);
  } }));
  for (const report of reports) tell(report);
  return lines;
}

it("the same trouble with a receiver is told once, and that it answers again", () => {
  expect(linesOf([failed(away("a")), failed(away("a")), failed(away("b")), told(), told()])).toEqual([
    "warn cannot tell am, and tries again: Cannot send to a as it must be reachable: ECONN", "warn cannot tell am, and tries again: Cannot send to b as it must be reachable: ECONN",
    "info told am, which answers again: Clone group base spans 7 of 8 permitted hosts", "info told am: Clone group base spans 7 of 8 permitted hosts",
  ]);
});

it("instances that are away while others answer are named once, and when all answer again", () => {
  const all = linesOf([told(), told([away("am-2")]), told([away("am-2")]), told()]).filter((line) => !line.startsWith("info told"));
  expect(all).toEqual(["warn told am, but not all of its instances: Cannot send to am-2 as it must be reachab", "info all instances of am answer again"]);
});

it("what a receiver refuses for good is an error each time", () => {
  const refused: LaneReport = { kind: "refused", receiver: "am", key: "k", error: new NotifyError("NOTIFY_NOT_ACCEPTED", "it answered 400") };
  expect(linesOf([refused, refused])).toEqual(Array<string>(2).fill("error am refuses what it was told, and it is put aside: it answered 400"));
});
