/**
 * Plays the cases at a bridge and says what it did: the answers, how often people were told, and where that is not what they should have been told. It judges by
 * the cases alone and mends nothing.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Bridge, BridgeAnswer } from "../../bus/bridge.js";
import { formatDuration } from "../../shared/duration.js";
import type { CaseName } from "./case-names.js";
import type { CheckCase, CheckPlan, CheckStep } from "./check-cases.js";
import { messageOf } from "./message-forms.js";

export interface CheckGround {
  readonly bridge: Bridge;
  readonly plan: CheckPlan;
  /** How often people were told so far; undefined where that cannot be seen. */
  readonly told: (() => number) | undefined;
  /** How long an answer, or people being told, may take, ms. */
  readonly timeoutMs: number;
  /** After each step: so long is waited for what people are told too often, ms. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
}

export interface CaseReport {
  readonly name: CaseName;
  readonly sent: number;
  /** How often each answer came, e.g. { acked: 2 }. */
  readonly answers: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** After each step; absent where it cannot be seen. */
  readonly told?: readonly number[];
  readonly findings: readonly string[];
}

const lookMs = 10;

export async function runCase({ name, steps }: CheckCase, ground: CheckGround): Promise<CaseReport> {
  const answers: BridgeAnswer[] = [];
  const told: number[] = [];
  const findings: string[] = [];
  for (const step of steps) {
    const before = ground.told?.() ?? 0;
    if (step.afterMs !== undefined && ground.told !== undefined) await pause(step.afterMs, undefined, { signal: ground.signal });
    const got = await ground.bridge.send(step.sends.map((message) => messageOf(message, ground.plan)), ground.signal);
    answers.push(...got);
    findings.push(...answerFindings(step, got, ground.timeoutMs));
    const taken = !got.some(({ outcome }) => outcome === "unanswered" || outcome === "refused");
    if (ground.told !== undefined) {
      const [least, most] = [taken ? step.told[0] : 0, step.told[1]]; // of what it has not taken it need tell nobody
      const times = await timesTold(least, before, ground, ground.told);
      told.push(times);
      findings.push(...toldFindings(step.what, [least, most], times, ground.timeoutMs));
    }
    if (got.some(({ outcome }) => outcome === "unanswered")) break;
  }
  return { name, sent: answers.length, answers: counted(answers.map(({ words }) => words)), slowestMs: Math.max(0, ...answers.map(({ ms }) => ms)), ...(ground.told === undefined ? {} : { told }), findings };
}

/** People must have been told so often in time; more often they may be told within the pause after it. */
async function timesTold(least: number, before: number, { timeoutMs, settleMs, signal }: CheckGround, told: () => number): Promise<number> {
  const end = performance.now() + timeoutMs;
  while (told() - before < least && performance.now() < end) await pause(lookMs, undefined, { signal });
  await pause(settleMs, undefined, { signal });
  return told() - before;
}

function answerFindings({ what, sends }: CheckStep, got: readonly BridgeAnswer[], timeoutMs: number): readonly string[] {
  const of = (wanted: BridgeAnswer["outcome"]): readonly BridgeAnswer[] => got.filter(({ outcome }) => outcome === wanted);
  const words = (list: readonly BridgeAnswer[]): string => Object.keys(counted(list.map((one) => one.words))).join(", ");
  const [unanswered, refused] = [of("unanswered"), of("refused")];
  return [
    ...(unanswered.length === 0 ? [] : [`${what}: ${messages(unanswered.length)} of ${sends.length} not answered within ${formatDuration(timeoutMs)} (${words(unanswered)})`]),
    ...(refused.length === 0 ? [] : [`${what}: ${messages(refused.length)} of ${sends.length} refused (${words(refused)})`]),
  ];
}

function toldFindings(what: string, [least, most]: CheckStep["told"], times: number, timeoutMs: number): readonly string[] {
  if (times < least) return [`${what} was told ${timesText(times)} within ${formatDuration(timeoutMs)}; it must be told ${least === most ? timesText(least) : `at least ${timesText(least)}`}`];
  return times > most ? [`${what} was told ${timesText(times)}; it must be told ${most === 0 ? "not at all" : least === most ? timesText(most) : `at most ${timesText(most)}`}`] : [];
}

function timesText(times: number): string {
  return times === 0 ? "to nobody" : times === 1 ? "once" : `${times} times`;
}

function messages(amount: number): string {
  return amount === 1 ? "1 message" : `${amount} messages`;
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
