/**
 * Reads the policy directory as texts; what they mean is the policies room's business.
 * Only regular files below the directory are read, with a size limit; links that lead outside are refused.
 */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { SettingsError } from "./errors.js";

export interface PolicyFile {
  /** Path as an operator would type it: the directory as given plus the name below it. */
  readonly path: string;
  readonly text: string;
}

/** A policy file larger than this is a mistake. */
const maxFileBytes = 1_048_576;
const maxFiles = 1_000;

/** All *.yaml and *.yml files that are policies, or all that are tests (*.test.yaml), sorted by path. Throws POLICIES_UNREADABLE. */
export async function readPolicyDirectory(directory: string, kind: "policies" | "tests" = "policies"): Promise<readonly PolicyFile[]> {
  const root = await realpath(directory).catch((error: unknown) => {
    throw unreadable(`Cannot read the policy directory: "${directory}" (${codeOf(error)})`, "Create it, or set policies.directory (TETHERD_POLICIES_DIR) to the folder with your policy files", error);
  });
  const names = (await readdir(root, { recursive: true }).catch((error: unknown) => {
    const isFile = codeOf(error) === "ENOTDIR";
    throw unreadable(`Cannot list the policy directory: "${directory}" (${codeOf(error)})`, isFile ? `It is a file; policies are taken by the folder, for they may use definitions of other files: "${dirname(directory)}"` : "Check that it is a folder and its permissions", error);
  })).filter((name) => /\.ya?ml$/.test(name) && /\.test\.ya?ml$/.test(name) === (kind === "tests") && !name.split(sep).some((part) => part.startsWith("."))).sort();
  if (names.length > maxFiles) throw unreadable(`Cannot load more than ${maxFiles} policy files: "${directory}" holds ${names.length}`, "Several policies fit into one file as YAML documents");
  return Promise.all(names.map((name) => readPolicyFile(root, directory, name)));
}

async function readPolicyFile(root: string, directory: string, name: string): Promise<PolicyFile> {
  const shown = join(directory, name);
  try {
    const real = await realpath(join(root, name));
    // Kubernetes keeps its files in folders named "..2026_01_01_…", which are inside.
    if (relative(root, real).split(sep)[0] === "..") throw unreadable(`Cannot load "${shown}" as policies must stay inside their directory: it links to "${real}"`, "Copy the file into the directory");
    const info = await stat(real);
    if (!info.isFile()) throw unreadable(`Cannot load "${shown}" as a policy must be a regular file`, "Remove it or replace it by a file");
    if (info.size > maxFileBytes) throw unreadable(`Cannot load "${shown}" as a policy file may have ${maxFileBytes} bytes: it has ${info.size}`, "Split it");
    return { path: shown, text: await readFile(real, "utf8") };
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw unreadable(`Cannot read the policy file: "${shown}" (${codeOf(error)})`, "Check its permissions", error);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unreadable";
}

function unreadable(message: string, hint: string, cause?: unknown): SettingsError {
  return new SettingsError("POLICIES_UNREADABLE", message, { hint, ...(cause === undefined ? {} : { cause }) });
}
