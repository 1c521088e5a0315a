// What a suite needs beside Node. Where it cannot be had the suite is skipped, and the summary tells how to get it; on a build server that is a failure.
// It never starts anything: the launchers in scripts/servers do.
import { describe, test } from "vitest";
import { isCi } from "../../scripts/tools/is-ci.mjs";
import { reasonMissing, type Tool } from "../../scripts/tools/tools.mjs";

/** A `describe` for suites on a real NATS server. */
export const withNats = requiring("nats-server");
/** A `describe` for suites on the oldest NATS server that we promise to work with. */
export const withOldestNats = requiring("nats-server-oldest");
/** A `describe` for suites on a simulated vCenter, moved by govc. */
export const withVcsim = requiring("vcsim", "govc");
/** A `describe` for suites that read the bus with the `nats` command line. */
export const withNatsCli = requiring("nats-server", "nats");
/** A `describe` for suites that hand alerts to a real Alertmanager. */
export const withAlertmanager = requiring("alertmanager");
/** A `describe` for suites with nats-py or pyVmomi. */
export const withPython = requiring("python");
/** A `describe` for suites that run the whole line: vCenter, NATS and an operator's commands. */
export const withEverything = requiring("nats-server", "vcsim", "govc", "nats");

/**
 * A `describe` that holds only where all these programs can be had.
 *
 * @example
 * withVcsim("a session", () => { test("logs in", async () => { … }); });
 */
export function requiring(...tools: readonly Tool[]): (title: string, suite: () => void) => void {
  return (title, suite) => {
    const reasons = tools.map(reasonMissing).filter((reason) => reason !== undefined);
    if (reasons.length === 0) {
      describe(title, suite);
    } else if (isCi()) {
      describe(title, () => {
        test("has what it needs", () => {
          throw new Error(`Cannot run "${title}" as a build server must have everything: ${reasons.join(" ")}`);
        });
      });
    } else {
      describe.skip(title, suite);
    }
  };
}
