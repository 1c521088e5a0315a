/** The demo tells its story to the end and leaves nothing running. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { requiring } from "../support/requires.js";

requiring("nats-server", "vcsim", "govc")("npm run demo, without its pauses,", () => {
  it("shows an alert that fires and resolves, a tree, and an action request", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["demo/main.mjs", "--fast"], { timeout: 150_000 });
    const told = [/FIRING \[warning\] Clone group win11-gold spans \d+ of 8 permitted hosts/, /└─ \[LocalDS_0\] .*shared by 10/s, /RESOLVED \[warning\]/, /promote requested for lab-runner, disks \[205\]/, /everything that was started is stopped/];
    let rest = stdout;
    for (const words of told) {
      const found = words.exec(rest);
      expect(found, `${words} in ${rest}`).not.toBeNull();
      rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
    }
    const addresses = [...stdout.matchAll(/(?:https|nats):\/\/127\.0\.0\.1:(\d+)/g)].map((match) => match[1]);
    expect(addresses).toHaveLength(2);
    for (const port of addresses) await expect(fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.timeout(2_000) })).rejects.toThrow();
  });
});
