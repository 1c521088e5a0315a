/** How carrying out actions stands, vCenter by vCenter, for /readyz: folded from the executors' reports. It asks nobody and judges nothing. */
import { describeError } from "../../shared/errors.js";
import type { ExecutorReport } from "../../streams/executor/context.js";

export interface ExecutorHealth {
  readonly vcenter: string;
  /** `not-begun` until this vCenter has been seen once; `stopped` after a failure that makes going on wrong. */
  readonly state: "not-begun" | "at-work" | "stopped";
  readonly reason?: string;
  readonly waiting?: number;
  readonly active?: number;
  /** Actions whose outcome nobody knows; they wait for a person. */
  readonly unknown?: number;
  /** Policies that are held until a person has looked. */
  readonly held?: readonly string[];
  /** "vcenter", or verbs of which nothing is begun just now after repeated failures. */
  readonly breakersOpen?: readonly string[];
}

export interface ActionHealth {
  /** Whether this daemon carries out actions (`actions.enabled`). */
  readonly enabled: boolean;
  /** Whether a person holds every action of the site; undefined while no executor has told. */
  readonly paused?: boolean;
  readonly vcenters: readonly ExecutorHealth[];
}

export const noExecution: ActionHealth = { enabled: false, vcenters: [] };

/** The state after a report; `vcenter` is its name in the settings. */
export function withReport(health: ActionHealth, vcenter: string, report: ExecutorReport): ActionHealth {
  const told = (one: ExecutorHealth): ActionHealth => ({ ...health, vcenters: health.vcenters.map((before) => (before.vcenter === vcenter ? one : before)) });
  switch (report.kind) {
    case "counts": {
      const { waiting, active, unknown, held, breakersOpen, paused } = report;
      return { ...told({ vcenter, state: "at-work", waiting, active, unknown, held, breakersOpen }), paused };
    }
    case "stopped": return told({ vcenter, state: "stopped", reason: describeError(report.error) });
    case "moved": case "trouble": return health;
  }
}

/** What an operator must know, as sentences. */
export function troublesOf({ vcenters }: ActionHealth): readonly string[] {
  return vcenters.flatMap(({ vcenter, state, reason }) => (state === "stopped" ? [`actions at ${vcenter}: none is carried out any more (${reason ?? "for an unknown reason"}); restart tetherd`] : []));
}
