// Lets a plain Node process run the sources as they are: `node --import ./test/support/typescript-hooks.mjs file.ts`. For child processes of tests;
// it only strips types, file by file, and checks nothing.
import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";
import { fileURLToPath } from "node:url";

if (isMainThread) register(import.meta.url);

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  const fromSource = context.parentURL?.endsWith(".ts") === true && specifier.startsWith(".") && specifier.endsWith(".js");
  return nextResolve(fromSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const { default: typescript } = await import("typescript");
  const text = await readFile(fileURLToPath(url), "utf8");
  const { ModuleKind, ScriptTarget } = typescript;
  const source = typescript.transpileModule(text, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022, verbatimModuleSyntax: true } }).outputText;
  return { format: "module", source, shortCircuit: true };
}
