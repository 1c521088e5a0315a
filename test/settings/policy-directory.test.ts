import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPolicyDirectory } from "../../src/settings/policy-directory.js";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "tetherd-policies-"))));
afterEach(async () => rm(folder, { recursive: true }));

describe("the policy directory", () => {
  it("gives every yaml file below it, sorted, without tests and hidden files", async () => {
    await mkdir(join(folder, "team"));
    for (const name of ["b.yaml", "a.yml", "team/c.yaml", "a.test.yaml", ".hidden.yaml", "notes.md"]) await writeFile(join(folder, name), `# ${name}`);
    const files = await readPolicyDirectory(folder);
    expect(files.map(({ path, text }) => [path, text])).toEqual(["a.yml", "b.yaml", "team/c.yaml"].map((name) => [join(folder, name), `# ${name}`]));
  });

  it("S8: refuses a link that leads outside", async () => {
    await symlink("/etc/hostname", join(folder, "p.yaml"));
    await expect(readPolicyDirectory(folder)).rejects.toMatchObject({ code: "POLICIES_UNREADABLE", message: expect.stringContaining("must stay inside") as string });
  });

  it("S8: refuses what is not a regular file, without opening it", async () => {
    execFileSync("mkfifo", [join(folder, "p.yaml")]);
    await expect(readPolicyDirectory(folder)).rejects.toMatchObject({ message: expect.stringContaining("regular file") as string });
  });

  it("S8: refuses a link to a folder outside and a link that climbs out by its path", async () => {
    for (const target of ["/etc", "../../../../etc/hostname"]) {
      await symlink(target, join(folder, "p.yaml"));
      await expect(readPolicyDirectory(folder)).rejects.toMatchObject({ code: "POLICIES_UNREADABLE" });
      await rm(join(folder, "p.yaml"));
    }
  });

  it("S8: refuses a file of a gigabyte without reading it", async () => {
    await writeFile(join(folder, "p.yaml"), "");
    await truncate(join(folder, "p.yaml"), 1_073_741_824);
    await expect(readPolicyDirectory(folder)).rejects.toMatchObject({ message: expect.stringContaining("1073741824") as string });
  });

  it("S8: refuses a file of more than a megabyte", async () => {
    await writeFile(join(folder, "p.yaml"), "#".repeat(1_048_577));
    await expect(readPolicyDirectory(folder)).rejects.toMatchObject({ message: expect.stringContaining("1048577") as string });
  });

  it("names a directory that is not there, with the cure", async () => {
    await expect(readPolicyDirectory(join(folder, "none"))).rejects.toMatchObject({ message: expect.stringContaining("ENOENT") as string, hint: expect.stringContaining("TETHERD_POLICIES_DIR") as string });
  });

  it("says of a file that its folder is meant", async () => {
    await writeFile(join(folder, "a.yaml"), "policy: a");
    await expect(readPolicyDirectory(join(folder, "a.yaml"))).rejects.toMatchObject({ code: "POLICIES_UNREADABLE", hint: expect.stringContaining(`by the folder, for they may use definitions of other files: "${folder}"`) as string });
  });
});
