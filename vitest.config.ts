// Three kinds of tests: `rooms` need nothing but Node, `real` talk to a real server each, `scenarios` run the whole daemon.
import { defineConfig } from "vitest/config";

const real = ["test/**/*.real.test.ts"];
const scenarios = ["test/scenarios/**/*.test.ts"];
const setupFiles = ["test/support/property-seed.ts"];
/** The longest come first. They bring daemons and labs of their own, so that more than three at a time make each other late on two cores. */
const waiting = { maxWorkers: 3, isolate: false, sequence: { groupOrder: 0 } };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "rooms", setupFiles, include: ["test/**/*.test.ts"], exclude: [...real, ...scenarios], testTimeout: 60_000, maxWorkers: 2, isolate: false, sequence: { groupOrder: 1 } } },
      { test: { name: "real", setupFiles, include: real, exclude: scenarios, testTimeout: 60_000, hookTimeout: 120_000, ...waiting } },
      { test: { name: "scenarios", setupFiles, include: scenarios, testTimeout: 180_000, hookTimeout: 180_000, ...waiting } },
    ],
    reporters: ["default", "./test/support/summary-reporter.ts"],
  },
});
