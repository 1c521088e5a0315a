// Ends every test run with one line of numbers, and before it one line for each program that skipped tests are waiting for. It never hides a failure: what
// broke outside of a test counts as failed too.
import type { Reporter, TestModule } from "vitest/node";
import { isCi } from "../../scripts/tools/is-ci.mjs";
import { reasonMissing, toolsForTests } from "../../scripts/tools/tools.mjs";

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "pending" ? "skipped" : state] += 1;
      }
    }
    const lines = counts.skipped > 0 ? toolsForTests.map(reasonMissing).filter((reason) => reason !== undefined) : [];
    if (counts.skipped > 0 && isCi()) {
      lines.push("A build server must run every test: a skipped one is a failure here.");
      process.exitCode = 1;
    }
    lines.push(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.stdout.write(`${lines.join("\n")}\n`);
  }
}
