/**
 * What of the policies the tests have reached: whether each matched, which severities its alert took, whether its action was asked for.
 * It counts what was seen at the moments of the tests and judges nobody.
 */
import type { Episode, Severity, World } from "../policies/decision.js";
import type { Policy } from "../policies/policy.js";
import type { PolicySet } from "../policies/policy-set.js";
import { subjectExists } from "../policies/subjects.js";
import { sightOf } from "../policies/vocabulary/sight.js";

export interface PolicyCoverage {
  readonly policy: string;
  readonly place: { readonly path: string; readonly line: number };
  /** Tests that name it. */
  readonly tests: number;
  /** Each part that a test could reach, in words. */
  readonly branches: readonly { readonly branch: string; readonly reached: boolean }[];
}

export class Coverage {
  readonly #reached = new Map<string, Set<string>>();
  readonly #tests = new Map<string, number>();

  test(policies: readonly string[]): void {
    for (const name of policies) this.#tests.set(name, (this.#tests.get(name) ?? 0) + 1);
  }

  reach(policy: string, branch: string): void {
    const branches = this.#reached.get(policy);
    if (branches === undefined) this.#reached.set(policy, new Set([branch]));
    else branches.add(branch);
  }

  /** Looks at the episodes that stand now. */
  note(episodes: Iterable<Episode>, policies: PolicySet, world: World): void {
    const sight = sightOf(world);
    for (const { policy: name, subject, state, severity } of episodes) {
      const policy = policies.byName.get(name);
      if (policy === undefined || state === "ended") continue;
      this.reach(name, "when");
      if (state !== "active" || policy.alert === undefined) continue;
      if (severity !== undefined) this.reach(name, severityBranch(severity));
      if (!subjectExists(sight, subject)) continue;
      policy.alert.raise.forEach((step, index) => {
        const outcome = step.when.evaluate(sight, subject);
        if (outcome.kind === "known" && outcome.value === true) this.reach(name, raiseBranch(index, step.to));
      });
    }
  }

  of(policies: readonly Policy[]): readonly PolicyCoverage[] {
    return policies.filter(({ mode }) => mode !== "off").map((policy) => ({
      policy: policy.name, place: policy.place, tests: this.#tests.get(policy.name) ?? 0,
      branches: branchesOf(policy).map((branch) => ({ branch, reached: this.#reached.get(policy.name)?.has(branch) ?? false })),
    }));
  }
}

function branchesOf({ alert, action }: Policy): readonly string[] {
  return [
    "when",
    ...(alert === undefined ? [] : [severityBranch(alert.severity), ...alert.raise.map((step, index) => raiseBranch(index, step.to))]),
    ...(action === undefined ? [] : [actionBranch(action.verb)]),
  ];
}

function severityBranch(severity: Severity): string {
  return `severity ${severity}`;
}

function raiseBranch(index: number, to: Severity): string {
  return `raise[${index}] to ${to}`;
}

export function actionBranch(verb: string): string {
  return `do ${verb}`;
}
