/** `tetherd policy new`: begins a policy and its test from a template, in mode shadow. It never writes over a file. */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nearestName } from "../shared/nearest-name.js";
import { exitCodes } from "./exit-codes.js";

const config = fileURLToPath(new URL("../../config/", import.meta.url));

export interface PolicyNewOptions {
  readonly folder: string;
  /** A template, or a policy that ships with tetherd. */
  readonly from: string;
}

export async function policyNew(name: string, { folder, from }: PolicyNewOptions): Promise<number> {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return usage(`"${name}" cannot be the name of a policy; allowed: lower-case letters, digits and dashes, at most 63`);
  const known = await templates();
  const source = known.get(from);
  if (source === undefined) return usage(`there is no template "${from}"; allowed: ${[...known.keys()].join(", ")}${nearestName(from, [...known.keys()])}`);
  const [policy, test] = [join(folder, `${name}.yaml`), join(folder, `${name}.test.yaml`)];
  const there = [policy, test].find((path) => existsSync(path));
  if (there !== undefined) return usage(`${there} is there already`);
  await mkdir(folder, { recursive: true });
  const text = await readFile(`${source}.yaml`, "utf8");
  await writeFile(policy, renamed(text, from, name).replace(/^mode: \w+/m, "mode: shadow"), { flag: "wx" });
  process.stdout.write(`${policy}\n`);
  if (existsSync(`${source}.test.yaml`)) {
    const mode = /^mode: (\w+)/m.exec(text)?.[1] ?? "shadow";
    const tests = renamed(await readFile(`${source}.test.yaml`, "utf8"), from, name);
    await writeFile(test, mode === "shadow" ? tests : tests.replace(/^(test: .*\n)(?!mode:)/gm, `$1mode: ${mode}\n`), { flag: "wx" });
    process.stdout.write(`${test}\n`);
  }
  process.stdout.write(`Next: edit them, then: tetherd policy test ${folder}\n`);
  return exitCodes.ok;
}

/** Name → path without its ending. Templates first, then the shipped policies. */
async function templates(): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(["templates", "policies", "library"].map(async (place) => (await readdir(join(config, place))).filter((file) => file.endsWith(".yaml") && !file.endsWith(".test.yaml")).sort().map((file): [string, string] => {
    const stem = file.slice(0, -".yaml".length);
    return [stem, join(config, place, stem)];
  })));
  return new Map(found.flat());
}

/** Templates say NAME where the name stands. A schema's path in a comment is right only where the file came from. */
function renamed(text: string, from: string, name: string): string {
  const word = text.includes("policy: NAME") ? "NAME" : from;
  return text.replace(/^# yaml-language-server:.*\n/m, "").replaceAll(new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "g"), name);
}

function usage(message: string): number {
  process.stderr.write(`tetherd: ${message}\n`);
  return exitCodes.usage;
}
