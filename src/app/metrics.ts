/**
 * Prometheus metrics of the daemon, fed by reports. Names follow the Prometheus conventions (base units, _total for counters).
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { LineReport } from "../streams/report.js";
import type { PolicyTally } from "./tally.js";

export class Metrics {
  readonly registry = new Registry();
  readonly #updates = this.#counter("tetherd_property_updates_total", "Object updates applied.", ["vcenter"]);
  readonly #history = this.#counter("tetherd_history_items_total", "Events and tasks read.", ["vcenter"]);
  readonly #messages = this.#counter("tetherd_messages_published_total", "Messages acknowledged by JetStream.", ["vcenter", "kind"]);
  readonly #evaluations = this.#counter("tetherd_policy_evaluations_total", "Conditions judged.", ["vcenter", "policy"]);
  readonly #unknown = this.#counter("tetherd_policy_unknown_total", "Verdicts that became unknown for missing data.", ["vcenter", "policy"]);
  readonly #blind = this.#counter("tetherd_vcenter_failures_total", "Failed attempts to see a vCenter.", ["vcenter"]);
  readonly #vms = this.#gauge("tetherd_inventory_vms", "Virtual machines in the model.", ["vcenter"]);
  readonly #groups = this.#gauge("tetherd_inventory_groups", "Clone groups in the model.", ["vcenter"]);
  readonly #following = this.#gauge("tetherd_vcenter_following", "1 while the vCenter is followed, 0 while it is not.", ["vcenter"]);
  readonly #frozen = this.#gauge("tetherd_vcenter_frozen_since_timestamp_seconds", "While a vCenter is not followed: when its state was last confirmed; 0 while it is followed.", ["vcenter"]);
  readonly #missed = this.#counter("tetherd_policy_events_missed_total", "Losses of history that may have hidden events from a policy that begins with them.", ["vcenter", "policy"]);
  readonly #alerts = this.#gauge("tetherd_alerts", "Alerts now, by state: pending, firing, and of those firing the silenced, the flapping and those in a storm.", ["vcenter", "policy", "state"]);
  readonly #unknownNow = this.#gauge("tetherd_policy_unknown_subjects", "Subjects that a policy cannot be judged for now.", ["vcenter", "policy"]);
  readonly #ready = this.#gauge("tetherd_ready", "1 while every vCenter is followed and JetStream takes messages.", []);
  readonly #policies = this.#gauge("tetherd_policies_in_force", "Policies loaded.", []);
  readonly #shadow = this.#counter("tetherd_policy_shadow_total", "What policies in shadow would have told (fired, raised, lowered, resolved) or asked for (the action).", ["vcenter", "policy", "would"]);
  readonly #reloads = this.#counter("tetherd_policy_reloads_total", "Attempts to take an edited policy folder into force, by outcome.", ["outcome"]);
  readonly #rejected = this.#gauge("tetherd_policies_rejected", "1 while the policy folder holds something that is not taken into force.", []);
  readonly #turns = new Histogram({ name: "tetherd_turn_seconds", help: "From a bell to the turn being durable.", labelNames: ["vcenter"], buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30], registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  take(vcenter: string, report: LineReport): void {
    const labels = { vcenter };
    switch (report.kind) {
      case "opened":
        break;
      case "synced":
        this.#following.set(labels, 1);
        break;
      case "blind":
        this.#following.set(labels, 0);
        this.#blind.inc(labels);
        break;
      case "shadow":
        this.#shadow.inc({ vcenter, policy: report.alert.policy, would: report.alert.transitionKind });
        this.#messages.inc({ vcenter, kind: report.kind });
        break;
      case "fact": case "alert": case "action":
        if (report.kind === "action" && report.request.state === "shadow") this.#shadow.inc({ vcenter, policy: report.request.policy, would: report.request.verb });
        this.#messages.inc({ vcenter, kind: report.kind });
        break;
      case "missed":
        this.#missed.inc({ vcenter, policy: report.policy });
        break;
      case "unknown":
        this.#unknown.inc({ vcenter, policy: report.policy });
        break;
      case "turn":
        this.#updates.inc(labels, report.updates);
        this.#history.inc(labels, report.events);
        for (const [policy, count] of report.evaluated) this.#evaluations.inc({ vcenter, policy }, count);
        this.#vms.set(labels, report.vms);
        this.#groups.set(labels, report.groups);
        this.#turns.observe(labels, report.tookMs / 1_000);
        break;
    }
  }

  /** While a vCenter is not to be seen its figures stay as they were. */
  alerts(vcenter: string, tally: readonly PolicyTally[]): void {
    for (const { policy, unknown, ...states } of tally) {
      for (const [state, count] of Object.entries(states)) this.#alerts.set({ vcenter, policy, state }, count);
      this.#unknownNow.set({ vcenter, policy }, unknown);
    }
  }

  frozen(vcenter: string, since: string | undefined): void {
    this.#frozen.set({ vcenter }, since === undefined ? 0 : Date.parse(since) / 1_000);
  }

  ready(ready: boolean): void {
    this.#ready.set(ready ? 1 : 0);
  }

  policies(count: number, rejected: boolean): void {
    this.#policies.set(count);
    this.#rejected.set(rejected ? 1 : 0);
  }

  reloaded(outcome: "swapped" | "same" | "rejected"): void {
    this.#reloads.inc({ outcome });
  }

  #counter(name: string, help: string, labelNames: readonly string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
