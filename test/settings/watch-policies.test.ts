import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPolicyDirectory } from "../../src/settings/policy-directory.js";
import { PolicyWatch } from "../../src/settings/watch-policies.js";
import { until } from "../support/until.js";

let base: string;
let directory: string;
let watch: PolicyWatch | undefined;
/** What a reader finds each time the watch calls. */
let found: string[][];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "tetherd-watch-"));
  directory = join(base, "policies");
  found = [];
});
afterEach(async () => {
  watch?.close();
  await rm(base, { recursive: true });
});

/** `pollMs` of an hour leaves it to what the system announces; one of some milliseconds to looking. */
async function begin(pollMs: number): Promise<void> {
  watch = new PolicyWatch({
    directory, pollMs, stillMs: 20,
    changed: () => void readPolicyDirectory(directory).then((files) => found.push(files.map(({ text }) => text)), () => found.push(["unreadable"])),
  });
  await until("the first look", () => (found.length > 0 ? true : undefined));
}
const latest = async (texts: readonly string[]): Promise<unknown> => until(`reading ${JSON.stringify(texts)}`, () => (JSON.stringify(found.at(-1)) === JSON.stringify(texts) ? true : undefined));

describe.each([["what the system announces", 3_600_000], ["looking, as on network file systems", 15]])("the watched policy directory, by %s", (_by, pollMs) => {
  it("is read again after an edit in place, a file moved over another, a new file and a removed one", async () => {
    await mkdir(directory);
    await writeFile(join(directory, "a.yaml"), "a1");
    await begin(pollMs);
    await writeFile(join(directory, "a.yaml"), "a2");
    await latest(["a2"]);
    await writeFile(join(base, "new"), "a3");
    await rename(join(base, "new"), join(directory, "a.yaml"));
    await latest(["a3"]);
    await writeFile(join(directory, "b.yaml"), "b1");
    await latest(["a3", "b1"]);
    await rm(join(directory, "a.yaml"));
    await latest(["b1"]);
  });

  it("follows the link that Kubernetes swaps inside a mounted folder", async () => {
    await mkdir(join(directory, "..1"), { recursive: true });
    await mkdir(join(directory, "..2"));
    await writeFile(join(directory, "..1", "a.yaml"), "one");
    await writeFile(join(directory, "..2", "a.yaml"), "two");
    await symlink("..1", join(directory, "..data"));
    await symlink("..data/a.yaml", join(directory, "a.yaml"));
    await begin(pollMs);
    expect(found).toEqual([["one"]]);
    await symlink("..2", join(directory, "..data_tmp"));
    await rename(join(directory, "..data_tmp"), join(directory, "..data"));
    await latest(["two"]);
  });

  it("follows a link above it that a deploy script swaps", async () => {
    for (const release of ["r1", "r2"]) {
      await mkdir(join(base, release));
      await writeFile(join(base, release, "a.yaml"), release);
    }
    await symlink("r1", directory);
    await begin(pollMs);
    await symlink("r2", join(base, "next"));
    await rename(join(base, "next"), directory);
    await latest(["r2"]);
    await writeFile(join(base, "r2", "a.yaml"), "r2 edited");
    await latest(["r2 edited"]);
  });

  it("tells that it is gone, and that it is back", async () => {
    await mkdir(directory);
    await begin(pollMs);
    await rm(directory, { recursive: true });
    await latest(["unreadable"]);
    await mkdir(directory);
    await writeFile(join(directory, "a.yaml"), "back");
    await latest(["back"]);
  });
});
