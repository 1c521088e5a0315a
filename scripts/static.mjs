// `npm run static`: types, lint and rooms side by side, as two of them leave a core idle. Each says its own; one failure fails all.
import { spawn } from "node:child_process";
import { once } from "node:events";

const checks = ["types", "lint", "rooms"];

const results = await Promise.all(checks.map(async (name) => {
  const child = spawn("npm", ["run", "--silent", name], { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "exit");
  return { name, failed: code !== 0 };
}));
for (const { name, failed } of results) if (failed) process.stderr.write(`✗ npm run ${name}\n`);
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
