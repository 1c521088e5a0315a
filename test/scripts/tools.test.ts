// Finding and installing programs: installed once whoever asks at the same time, never half, and missing ones are told with their cure.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installOnce } from "../../scripts/tools/install-once.mjs";
import { compareVersions, versionIn } from "../../scripts/tools/versions.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tetherd-tools-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("several processes that want the same program at once make it once", async () => {
  const module = new URL("../../scripts/tools/install-once.mjs", import.meta.url).href;
  const program = `
    import { appendFileSync, writeFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    const { installOnce } = await import(${JSON.stringify(module)});
    await installOnce(process.argv[1] + "/made", "making", async (folder) => {
      appendFileSync(process.argv[1] + "/calls", ".");
      await setTimeout(100);
      writeFileSync(folder + "/it", "whole");
      return folder + "/it";
    });`;
  const codes = await Promise.all([1, 2, 3].map(async () => once(spawn(process.execPath, ["--input-type=module", "-e", program, folder], { stdio: "ignore" }), "exit")));
  expect(codes.map(([code]) => code as number)).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, "calls"), "utf8")).toBe(".");
  expect(readFileSync(join(folder, "made"), "utf8")).toBe("whole");
  expect(readdirSync(folder).sort()).toEqual(["calls", "made"]);
});

test("a failed installation leaves nothing, and the next one works", async () => {
  const target = join(folder, "made");
  await expect(installOnce(target, "making", () => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
  expect(readdirSync(folder)).toEqual([]);
  await installOnce(target, "making", (beside) => {
    writeFileSync(join(beside, "it"), "");
    return Promise.resolve(join(beside, "it"));
  });
  expect(existsSync(target)).toBe(true);
});

test("a lock whose process is gone does not keep others waiting", async () => {
  const target = join(folder, "made");
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  writeFileSync(`${target}.lock`, String(gone.pid));
  await installOnce(target, "making", (beside) => Promise.resolve(beside));
  expect(existsSync(target)).toBe(true);
});

test("an empty lock that is old does not keep others waiting", async () => {
  const target = join(folder, "made");
  writeFileSync(`${target}.lock`, "");
  utimesSync(`${target}.lock`, 0, 0);
  await installOnce(target, "making", (beside) => Promise.resolve(beside));
  expect(existsSync(target)).toBe(true);
});

test.each([
  ["nats-server", "Type `go install github.com/nats-io/nats-server"],
  ["vcsim", "Install Go"],
  ["python", "Install Python"],
] as const)("%s that can neither be found nor installed is told in one sentence with its cure", async (tool, cure) => {
  const module = new URL("../../scripts/tools/tools.mjs", import.meta.url).href;
  const program = `const t = await import(${JSON.stringify(module)}); console.log(t.reasonMissing(${JSON.stringify(tool)})); await t.install(${JSON.stringify(tool)}).catch((e) => console.log(e.message));`;
  mkdirSync(join(folder, "bin"));
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { env: { PATH: join(folder, "bin"), XDG_CACHE_HOME: folder }, stdio: ["ignore", "pipe", "inherit"] });
  const lines = (await text(child.stdout)).trim().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(`Without ${tool} the tests that need it are skipped. ${cure}`);
  expect(lines[1]).toMatch(/^Cannot find or install /);
  expect(lines[1]).toContain(cure);
});

test("a setting that names no program is a mistake, not a wish to look elsewhere", async () => {
  const module = new URL("../../scripts/tools/nats-server.mjs", import.meta.url).href;
  const program = `const t = await import(${JSON.stringify(module)}); await t.natsServerBinary().catch((e) => console.log(e.message));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { env: { ...process.env, TETHERD_NATS_SERVER: "/nowhere" }, stdio: ["ignore", "pipe", "inherit"] });
  expect(await text(child.stdout)).toContain('TETHERD_NATS_SERVER names "/nowhere", which is no program');
});

test.each([
  ["nats-server: v2.15.2", "2.15.2"],
  ["govc 0.56", "0.56"],
  ["1:2.9.10-1+b3", "2.9.10"],
  ["(devel)", undefined],
])("the version in %j is %s", (printed, version) => {
  expect(versionIn(printed)).toBe(version);
});

test("versions are compared by number and not by letter", () => {
  expect(compareVersions("2.9.10", "2.10.0")).toBeLessThan(0);
  expect(compareVersions("2.10", "2.10.0")).toBe(0);
});
