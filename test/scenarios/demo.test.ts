/** The demo tells its story to the end and leaves nothing running: on the lab with nothing but nats-server, on vcsim with Go. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { requiring } from "../support/requires.js";
import { readSampleStream, shapeOfStream } from "../support/sample-stream.js";

async function demo(...flags: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["demo/main.mjs", "--fast", ...flags], { timeout: 150_000 });
  return stdout;
}

/** Each is told, after the one before it. */
function expectTold(stdout: string, told: readonly RegExp[]): void {
  let rest = stdout;
  for (const words of told) {
    const found = words.exec(rest);
    expect(found, `${words} in ${rest}`).not.toBeNull();
    rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
  }
}

async function expectNothingRuns(stdout: string): Promise<void> {
  const addresses = [...stdout.matchAll(/(?:https|nats):\/\/127\.0\.0\.1:(\d+)/g)].map((match) => match[1]);
  expect(addresses).toHaveLength(2);
  for (const port of addresses) await expect(fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(2_000) })).rejects.toThrow();
}

requiring("nats-server")("npm run demo, without its pauses,", () => {
  it("shows a pool that grows to the limit, a host failure, an alert that fires and resolves, and an action request with its forecast; its record is like the one in docs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tetherd-record-"));
    const stdout = await demo(`--record=${join(folder, "stream.jsonl")}`);
    const recorded = readSampleStream(readFileSync(join(folder, "stream.jsonl"), "utf8"));
    rmSync(folder, { recursive: true });
    expect(shapeOfStream(recorded), "npm run sample-stream makes it anew").toEqual(shapeOfStream(readSampleStream(readFileSync("docs/consumers/sample-stream.jsonl", "utf8"))));
    expectTold(stdout, [
      /25 VMs on 6 hosts of 8 permitted/, /govc vm\.clone .* desk-28/, /FIRING \[warning\] Clone group replica-win11 spans 8 of 8 permitted hosts/, /carries the risk: .* up to 0\.5 %/,
      /29 VMs on 8 hosts of 8 permitted, HA risk up to 0\.5 %/, /fail-host esx03/, /was restarted on esx\d+ since esx03 failed/, /RESOLVED \[warning\]/,
      /promote requested for desk-02, disks \[2000\]/, /Forecast for desktops: .* free\./, /desk-02\.vmdk .*nobody needs it/, /everything that was started is stopped/,
    ]);
    await expectNothingRuns(stdout);
  });

  it("refuses a flag that it does not know", async () => {
    await expect(demo("--slow")).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("there is no --slow") as unknown });
  });
});

requiring("nats-server", "vcsim", "govc")("npm run demo -- --vcsim, without its pauses,", () => {
  it("shows an alert that fires and resolves, a tree, and an action request", async () => {
    const stdout = await demo("--vcsim");
    expectTold(stdout, [
      /FIRING \[warning\] Clone group win11-gold spans \d+ of 8 permitted hosts/, /└─ \[LocalDS_0\] .*shared by 10/s, /RESOLVED \[warning\]/,
      /promote requested for lab-runner, disks \[205\]/, /everything that was started is stopped/,
    ]);
    await expectNothingRuns(stdout);
  });
});
