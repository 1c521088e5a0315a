/** `tetherd consumer-check`: plays awkward cases at somebody's bridge, one after the other, and reports what it did. It sends test messages and nothing else. */
import { randomBytes } from "node:crypto";
import type { Bridge } from "../../bus/bridge.js";
import type { BusSettings } from "../../bus/bus-settings.js";
import { openBridge } from "../../bus/open-bridge.js";
import { openDoor } from "../../notify/open-door.js";
import type { CaseName } from "./case-names.js";
import { checkCases } from "./check-cases.js";
import { runCase, type CaseReport } from "./run-check.js";
import { openToldSink } from "./told-sink.js";
import { urlBridge, type BridgeAtUrl } from "./url-bridge.js";

export interface ConsumerCheck {
  readonly target: { readonly kind: "subject"; readonly nats: BusSettings; readonly subject: string; readonly consumer: string | undefined } | ({ readonly kind: "url" } & Omit<BridgeAtUrl, "timeoutMs">);
  /** Where what the bridge tells people is counted. */
  readonly sink: { readonly host: string; readonly port: number } | undefined;
  /** All without it. */
  readonly cases: readonly CaseName[] | undefined;
  readonly stormSize: number;
  readonly timeoutMs: number;
  readonly settleMs: number;
  readonly heartbeatMs: number;
}

export interface CheckReport {
  /** How the bridge was reached, in words. */
  readonly way: string;
  readonly cases: readonly CaseReport[];
}

/** Throws BUS_ codes, HTTP_LISTEN_FAILED, NOTIFY_SECRET_UNUSABLE. */
export async function consumerCheck({ target, sink: listen, cases: wanted, stormSize, timeoutMs, settleMs, heartbeatMs }: ConsumerCheck, signal: AbortSignal): Promise<CheckReport> {
  const sink = listen === undefined ? undefined : await openToldSink(listen);
  try {
    const { bridge, way, close } = await reach(target, timeoutMs);
    try {
      const plan = { form: target.kind === "subject" ? "stream" as const : "webhook" as const, run: randomBytes(6).toString("hex"), now: Date.now(), stormSize, heartbeatMs };
      const reports: CaseReport[] = [];
      for (const one of checkCases(plan).filter(({ name }) => wanted === undefined || wanted.includes(name))) {
        reports.push(await runCase(one, { bridge, plan, told: sink?.told, timeoutMs, settleMs, signal }));
      }
      return { way, cases: reports };
    } finally {
      await close();
    }
  } finally {
    await sink?.close();
  }
}

async function reach(target: ConsumerCheck["target"], timeoutMs: number): Promise<{ readonly bridge: Bridge; readonly way: string; readonly close: () => Promise<void> }> {
  if (target.kind === "url") return { bridge: urlBridge({ ...target, timeoutMs }, openDoor({ now: Date.now })), way: `POST to ${new URL(target.url).host}`, close: () => Promise.resolve() };
  const bridge = await openBridge(target.nats, { subject: target.subject, consumer: target.consumer, timeoutMs });
  return { bridge, way: bridge.way, close: bridge.close };
}
