// Makes a fresh clone ready: `node scripts/prepare.mjs demo|test`. Packages, the build and the servers, each once with progress; the second time it only looks.
// It may import nothing but Node's own modules, as it runs before anything is installed.
import { buildWhenStale } from "./prepare/build.mjs";
import { checkNode } from "./prepare/node-version.mjs";
import { installPackagesWhenStale } from "./prepare/packages.mjs";
import { isCi } from "./tools/is-ci.mjs";
import { install, reasonMissing, toolsForDemo, toolsForTests } from "./tools/tools.mjs";

const purpose = process.argv[2];

/** The demo cannot do without its tools; tests that miss theirs are skipped, but not on a build server. */
async function prepare() {
  checkNode();
  await installPackagesWhenStale();
  await buildWhenStale();
  const strict = purpose === "demo" || isCi();
  for (const tool of purpose === "demo" ? toolsForDemo : toolsForTests) {
    const reason = strict ? undefined : reasonMissing(tool);
    if (reason === undefined) await install(tool);
    else process.stderr.write(`! ${reason}\n`);
  }
}

if (purpose !== "demo" && purpose !== "test") {
  process.stderr.write("Usage: node scripts/prepare.mjs demo|test\n");
  process.exitCode = 2;
} else {
  try {
    await prepare();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`✗ ${message}\n`);
    process.exitCode = 1;
  }
}
