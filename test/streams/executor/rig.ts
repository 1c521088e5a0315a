/**
 * Executors on a lab, with the journal in memory: a model that follows the lab over the wire as tetherd does, requests as a policy or a person makes them, and
 * executors that can be killed at any step. What really happened is the lab's own count of effects.
 */
import { actionCatalogue } from "../../../src/actions/catalogue.js";
import { intentOf, type Intent, type IntentState } from "../../../src/actions/intent.js";
import type { ActionRequest } from "../../../src/actions/request.js";
import { estateOf } from "../../../src/lab/estates/load-estate.js";
import { startLab, type Lab } from "../../../src/lab/start-lab.js";
import { loadPolicies } from "../../../src/policies/load-policies.js";
import type { PolicySet } from "../../../src/policies/policy-set.js";
import type { Operator } from "../../../src/streams/executor-ports.js";
import type { ExecutorContext, ExecutorReport, ExecutorWorld, ExecutorRules, ExecutorStep } from "../../../src/streams/executor/context.js";
import { Executor } from "../../../src/streams/executor/executor.js";
import type { ActionJournal } from "../../../src/streams/executor/journal-port.js";
import { FollowedModel } from "./followed-model.js";
import { createVCenter } from "../../../src/vim/create-vcenter.js";
import type { VCenterAccess } from "../../../src/vim/settings.js";
import { VimOperator } from "../../../src/vim/vim-operator.js";
import { pause } from "../../../src/bus/waiting.js";
import { until } from "../../support/until.js";
import { LabTasks, labOperator, type Mishaps } from "./lab-operator.js";
import { MemoryStore } from "./memory-journal.js";

export const quickRules: ExecutorRules = {
  limits: { perDatastore: 100, perHost: 100, perCluster: 100, perVcenter: 100, perMinute: 10_000, perHour: 10_000, perPolicyPerMinute: 10_000, perPolicyPerHour: 10_000, keepFreePercent: 0 },
  blast: { entities: 10_000, percent: 100 }, breaker: { failures: 1_000, withinMs: 60_000, openMs: 500, mostOpenMs: 1_000 },
  settleMs: 300, lingerMs: 0, attempts: 8, retryMs: 20, approvalValidMs: 3_600_000, verifyWithinMs: 10_000, stuckAfterMs: 600_000, fightWithinMs: 3_600_000, tellAgainMs: 300, keepMs: 3_600_000,
};

const policyText = (mode: string, more: string): string => `
policy: fold
mode: ${mode}
each: vm
when: vm.disks.exists(d, d.unneededLevels > 0)
do: { promote: { unlink: false } }
${more === "" ? "limits: { perVcenter: 100 }" : more}
`;

export interface RigOptions {
  /** VMs with a level that nobody needs. */
  readonly vms: number;
  /** Instead of those: a datacenter as an estate has it. */
  readonly datacenter?: Readonly<Record<string, unknown>>;
  readonly rules?: Partial<ExecutorRules>;
  readonly mode?: "enforce" | "propose";
  readonly policy?: string;
  readonly taskMs?: number;
  readonly seed?: number;
  /** Where a restart shall find its port free again: below those that systems hand out by themselves. */
  readonly port?: number;
}

export class Rig {
  readonly lab: Lab;
  readonly tasks: LabTasks;
  readonly store = new MemoryStore();
  readonly model: FollowedModel;
  readonly rules: ExecutorRules;
  readonly moves: { readonly id: string; readonly from: IntentState; readonly to: IntentState }[] = [];
  readonly troubles: unknown[] = [];
  policies: PolicySet;
  now = (): number => Date.now();
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  readonly #executors = new Set<Running>();
  readonly #access: VCenterAccess;
  readonly #operators: Operator[] = [];

  private constructor(lab: Lab, options: RigOptions) {
    this.lab = lab;
    this.tasks = new LabTasks(lab);
    this.rules = { ...quickRules, ...options.rules };
    this.policies = policiesOf(options.policy ?? policyText(options.mode ?? "enforce", ""));
    const { userName, password } = lab.world.settings;
    this.#access = { url: lab.url, username: userName, password: () => password, tls: { thumbprint: lab.thumbprintSha256 } };
    this.model = new FollowedModel({
      vcenter: createVCenter(this.#access),
      hostLimit: undefined, maxWaitSeconds: 1, historyIntervalMs: 200, now: Date.now, wait: pause, random: () => 0,
    });
    this.#running = this.model.run(this.#stop.signal);
  }

  static async start(options: RigOptions): Promise<Rig> {
    const vms = [{ name: `vm{1..${options.vms}}`, disks: [{ size: "10 GiB", used: "2 GiB" }], addDelta: 1 }];
    const lab = await startLab({ ...(options.port === undefined ? {} : { port: options.port }), estate: estateOf({ datacenters: [options.datacenter ?? { vms }] }), settings: { taskBaseMs: options.taskMs ?? 10, copyBytesPerSecond: 0, taskKeepMs: 600_000, seed: options.seed ?? 1 } });
    const rig = new Rig(lab, options);
    await until("the model being read", () => (rig.model.look().ready ? true : undefined), 60_000, 10);
    return rig;
  }

  /** Time passes, and everybody looks at their clocks. */
  later(ms: number): void {
    const before = this.now;
    this.now = () => before() + ms;
    this.store.put("the clock", this.now(), this.store.entries.get("the clock")?.revision ?? 0);
  }

  get vcenter(): string {
    return this.lab.world.instanceUuid;
  }

  /** The intent of a policy for one VM, as the decision line writes it down. */
  ask(name: string, change: Partial<ActionRequest> = {}, sender?: string): Intent {
    const request = this.request(name, change);
    const intent = intentOf(this.vcenter, request, sender);
    this.store.put(this.keyOf(request.id), intent, 0);
    return intent;
  }

  request(name: string, change: Partial<ActionRequest> = {}): ActionRequest {
    const vm = [...this.lab.world.all("VirtualMachine")].find((one) => one.name === name);
    if (vm === undefined) throw new Error(`no VM ${name}`);
    const now = this.now();
    const policy = this.policies.byName.get("fold");
    return {
      id: `a${this.store.entries.size}-${name}`, verb: "promote", state: policy?.mode === "propose" ? "proposed" : "requested",
      target: { type: "VirtualMachine", id: vm.ref.value, name, instanceUuid: vm.config.instanceUuid }, params: { unlink: false }, policy: "fold", fingerprint: `f-${name}`,
      reasons: ["asked for in a test"], forecast: { folded: [], copied: [], deleted: [], space: [], chains: [], losesSharing: [], dependants: [], orphans: [], seconds: null, missing: [] }, requestedAt: new Date(now).toISOString(), notAfter: new Date(now + 3_600_000).toISOString(), limits: {}, ...change,
    };
  }

  keyOf(id: string): string {
    return `${this.vcenter}.action.${id}`;
  }

  intent(id: string): Intent {
    return this.store.entries.get(this.keyOf(id))?.value as Intent;
  }

  intents(): readonly Intent[] {
    return [...this.store.entries].flatMap(([key, { value }]) => (key.startsWith(`${this.vcenter}.action.`) ? [value as Intent] : []));
  }

  async untilState(id: string, ...states: readonly IntentState[]): Promise<Intent> {
    return until(`action ${id} being ${states.join(" or ")}`, () => (states.includes(this.intent(id).state) ? this.intent(id) : undefined), 15_000, 10)
      .catch((error: unknown) => { throw new Error(`${String(error)}; it is ${JSON.stringify(this.intent(id), undefined, 1)}; waits ${JSON.stringify(this.store.entries.get(`${this.vcenter}.waits`))}; troubles ${this.troubles.map(String).join("; ")}`); });
  }

  /** How often PromoteDisks took effect on a VM. */
  effects(name: string): number {
    return this.lab.control.effects("PromoteDisks_Task", name).length;
  }

  execute(options: { readonly holder?: string; readonly world?: ExecutorWorld; readonly wire?: boolean; readonly journal?: ActionJournal; readonly isGone?: (holder: string) => boolean; readonly mishaps?: Mishaps; readonly operator?: (operator: Operator) => Operator; readonly step?: (step: ExecutorStep, id: string) => void; readonly sure?: () => boolean } = {}): Running {
    const running = new Running(this, options);
    this.#executors.add(running);
    return running;
  }

  /** Calls go over SOAP, as a daemon's do. */
  wireOperator(): Operator {
    const operator = new VimOperator(this.#access);
    this.#operators.push(operator);
    return operator;
  }

  async stop(): Promise<void> {
    for (const one of this.#executors) await one.stop();
    await Promise.all(this.#operators.map((one) => one.close()));
    this.#stop.abort(new Error("the test is over"));
    await this.#running;
    await this.lab.stop();
  }
}

/** One executor, from its start to its stop or its death. */
export class Running {
  readonly holder: string;
  dead = false;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly ended: Promise<void>;

  constructor(rig: Rig, { world = rig.model, holder = `host|${Math.random().toString(36).slice(2)}`, wire = false, journal = rig.store.journal(), isGone = (holder) => deaths.has(holder), mishaps, operator = (one) => one, step, sure = () => true }: Parameters<Rig["execute"]>[0] & object) {
    this.holder = holder;
    const alive = async <Value>(work: Promise<Value>): Promise<Value> => {
      const value = await work;
      return this.dead ? new Promise<Value>(() => undefined) : value;
    };
    const context: ExecutorContext = {
      vcenter: rig.vcenter, holder: this.holder, actions: actionCatalogue, policies: () => rig.policies, rules: rig.rules, world,
      journal: {
        entries: journal.entries, onChange: (listener) => journal.onChange((key) => { if (!this.dead) listener(key); }),
        put: async (...args) => (this.dead ? new Promise<boolean>(() => undefined) : alive(journal.put(...args))),
        publish: async (...args) => (this.dead ? new Promise<void>(() => undefined) : alive(journal.publish(...args))),
      },
      operator: proxied(operator(wire ? rig.wireOperator() : labOperator(rig.tasks, mishaps)), () => this.dead),
      sure, isGone, now: () => rig.now(), wait: pause, random: () => 0.5,
      report: (report: ExecutorReport) => {
        if (report.kind === "moved") rig.moves.push({ id: report.intent.request.id, from: report.from, to: report.intent.state });
        if (report.kind === "trouble") rig.troubles.push(report.error);
      },
      step: (name, id) => {
        if (this.dead) throw new Error("dead");
        step?.(name, id);
        if (this.isDead()) throw new Error("dead");
      },
    };
    this.ended = new Executor(context).run(this.#stop.signal, this.#kill.signal).catch((error: unknown) => {
      if (!this.dead) throw error;
    });
  }

  isDead(): boolean {
    return this.dead;
  }

  /** As SIGKILL: nothing of it does anything any more. */
  die(): void {
    this.dead = true;
    deaths.add(this.holder);
    this.#kill.abort(new Error("killed"));
  }

  async stop(): Promise<void> {
    if (this.dead) return;
    this.#stop.abort(new Error("stop"));
    await this.ended;
    deaths.add(this.holder);
  }
}

const deaths = new Set<string>();

/** A dead executor's calls reach nobody. */
function proxied(operator: Operator, dead: () => boolean): Operator {
  return new Proxy(operator, {
    get: (target, name: keyof Operator) => async (...args: readonly unknown[]) => {
      if (dead()) return new Promise(() => undefined);
      const value = await (target[name] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
      return dead() ? new Promise(() => undefined) : value;
    },
  });
}

export function policiesOf(text: string): PolicySet {
  const { policies, problems } = loadPolicies([{ path: "test.yaml", text }], actionCatalogue);
  if (policies === undefined) throw new Error(JSON.stringify(problems));
  return policies;
}
