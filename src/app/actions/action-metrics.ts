/** Prometheus metrics of executors, fed by their reports. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { ExecutorReport } from "../../streams/executor/context.js";

export class ActionMetrics {
  readonly #states: Counter;
  readonly #troubles: Counter;
  readonly #open: Gauge;
  readonly #held: Gauge;
  readonly #paused: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#states = new Counter({ name: "tetherd_action_states_total", help: "Actions that came to a state, e.g. done or failed.", labelNames: ["vcenter", "verb", "state"], registers });
    this.#troubles = new Counter({ name: "tetherd_action_troubles_total", help: "Steps of actions that could not be taken and are tried again.", labelNames: ["vcenter"], registers });
    this.#open = new Gauge({ name: "tetherd_actions_open", help: "Actions now: waiting, active, or with an outcome that nobody knows.", labelNames: ["vcenter", "state"], registers });
    this.#held = new Gauge({ name: "tetherd_policies_held", help: "Policies that may not act until a person has looked.", labelNames: ["vcenter"], registers });
    this.#paused = new Gauge({ name: "tetherd_actions_paused", help: "1 while a person holds all actions.", labelNames: ["vcenter"], registers });
  }

  take(vcenter: string, report: ExecutorReport): void {
    switch (report.kind) {
      case "moved":
        this.#states.inc({ vcenter, verb: report.intent.request.verb, state: report.intent.state });
        break;
      case "counts":
        this.#open.set({ vcenter, state: "waiting" }, report.waiting);
        this.#open.set({ vcenter, state: "active" }, report.active);
        this.#open.set({ vcenter, state: "unknown" }, report.unknown);
        this.#held.set({ vcenter }, report.held.length);
        this.#paused.set({ vcenter }, report.paused ? 1 : 0);
        break;
      case "trouble": case "stopped":
        this.#troubles.inc({ vcenter });
        break;
    }
  }
}
