/**
 * The executor's own alerts: a policy that is held, a breaker that is open, a task that does not end, an outcome nobody knows. Each is remembered until it is
 * over, so that what was said to be firing is said again and said to be resolved, also after a restart. It judges nothing.
 */
import type { Alert } from "../../alerts/alert.js";
import { ownAlert, ownAlertDue, ownAlertOver, type OwnWords } from "../../alerts/own-alert.js";
import { subjectOf } from "../../actions/intent.js";
import { contentHash } from "../../shared/digest.js";
import type { ExecutorContext } from "./context.js";
import type { Alarm } from "./errand.js";
import type { JournalEntry } from "./journal-port.js";
import { keyOf, type Records } from "./records.js";

interface AlarmRecord {
  readonly alert: Alert;
  readonly said: boolean;
}

export class Alarms {
  readonly #context: ExecutorContext;
  readonly #signal: AbortSignal;

  constructor(context: ExecutorContext, signal: AbortSignal) {
    this.#context = context;
    this.#signal = signal;
  }

  /** Says it once for as long as it lasts. */
  async tell(alarm: Alarm): Promise<void> {
    const key = this.#keyOf(alarm.name, alarm.about);
    const before = this.#record(key);
    if (before?.alert.status === "firing") return;
    await this.#write(key, ownAlert(this.#wordsOf(alarm), "fired", before?.alert, this.#context.now(), this.#context.silences?.()));
  }

  /** Resolves what is over, by the journal, so that it is also found after a restart; what is not is told again when it is time. */
  async settle(records: Records): Promise<void> {
    for (const [key, { value }] of this.#ours()) {
      const { alert } = value as AlarmRecord;
      if (alert.status !== "firing") continue;
      const over = whyOver(alert.labels["alertname"] as Alarm["name"], alert.labels["about"] ?? "", records);
      const [now, silences] = [this.#context.now(), this.#context.silences?.()];
      const due = ownAlertDue(alert, now, silences);
      if (over !== undefined) await this.#write(key, ownAlertOver(alert, now, over));
      else if (due !== undefined) await this.#write(key, ownAlert(alert, due, alert, now, silences));
    }
  }

  /** What a crash left unsaid. */
  async finish(): Promise<void> {
    for (const [key, { value }] of this.#ours()) {
      const record = value as AlarmRecord;
      if (!record.said) await this.#say(key, record, true);
    }
  }

  #ours(): readonly (readonly [string, JournalEntry])[] {
    const prefix = `${keyOf(this.#context.vcenter)}.alarm.`;
    return [...this.#context.journal.entries].filter(([key]) => key.startsWith(prefix));
  }

  #record(key: string): AlarmRecord | undefined {
    return this.#context.journal.entries.get(key)?.value as AlarmRecord | undefined;
  }

  /** Another executor that says it at the same moment says the same. */
  async #write(key: string, alert: Alert): Promise<void> {
    const record: AlarmRecord = { alert, said: false };
    if (await this.#context.journal.put(key, record, this.#context.journal.entries.get(key)?.revision ?? 0, this.#signal)) await this.#say(key, record, false);
  }

  async #say(key: string, record: AlarmRecord, again: boolean): Promise<void> {
    const since = Date.parse(record.alert.endsAt ?? record.alert.startsAt);
    await this.#context.journal.publish({ kind: "alert", vcenter: this.#context.vcenter, alert: record.alert }, again ? { since } : undefined, this.#signal);
    const entry = this.#context.journal.entries.get(key);
    if (entry !== undefined && (entry.value as AlarmRecord).alert.transition === record.alert.transition) await this.#context.journal.put(key, { ...record, said: true }, entry.revision, this.#signal);
  }

  #wordsOf({ name, about, target, policy, severity, summary, description }: Alarm): OwnWords {
    const subject = { ...subjectOf({ target }), name: target.name };
    return {
      fingerprint: contentHash({ vcenter: this.#context.vcenter, name, about }), annotations: { summary, description }, generatorURL: "urn:tetherd:executor", policy, severity, subject,
      labels: { alertname: name, policy, severity, vcenter: this.#context.vcenter, about, subject: subject.id, subject_kind: subject.kind, name: subject.name },
    };
  }

  #keyOf(name: string, about: string): string {
    return `${keyOf(this.#context.vcenter)}.alarm.${name}.${keyOf(about)}`;
  }
}

function whyOver(name: Alarm["name"], about: string, records: Records): string | undefined {
  switch (name) {
    case "tetherd-policy-held": {
      const held = records.held.get(about);
      return held !== undefined && held.liftedAt === undefined ? undefined : `${held?.liftedBy ?? "somebody"} let the policy go on`;
    }
    case "tetherd-breaker-open": return records.desk.breakers[about]?.openUntil === undefined ? "a trial went well" : undefined;
    case "tetherd-task-stuck": return ["running", "resolving", "verifying"].includes(records.intent(about)?.state ?? "") ? undefined : "it has ended";
    case "tetherd-action-unknown": return records.intent(about)?.state === "unknown" ? undefined : "a person has said what became of it";
  }
}
