// Lets a plain Node process run the sources as they are: `node --import ./test/support/typescript-hooks.mjs file.ts`. For child processes of tests;
// it only strips types, file by file, and checks nothing. What it made of a text is kept in `.cache`, for tests start such processes again and again.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";
import { fileURLToPath } from "node:url";

const cache = new URL("../../.cache/stripped/", import.meta.url);

if (isMainThread) register(import.meta.url);

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  const fromSource = context.parentURL?.endsWith(".ts") === true && specifier.startsWith(".") && specifier.endsWith(".js");
  return nextResolve(fromSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  return { format: "module", source: await stripped(await readFile(fileURLToPath(url), "utf8")), shortCircuit: true };
}

/** @param {string} text @returns {Promise<string>} */
async function stripped(text) {
  const file = new URL(`${createHash("sha256").update(text).digest("hex")}.js`, cache);
  return readFile(file, "utf8").catch(async () => {
    const { default: typescript } = await import("typescript");
    const { ModuleKind, ScriptTarget } = typescript;
    const source = typescript.transpileModule(text, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true } }).outputText;
    await mkdir(cache, { recursive: true });
    const half = new URL(`${file.href}.${process.pid}`); // another process may be at the same file
    await writeFile(half, source);
    await rename(half, file);
    return source;
  });
}
