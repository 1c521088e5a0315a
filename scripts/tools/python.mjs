// Makes a Python environment with the independent clients (nats-py, pyVmomi) that tests and benchmarks compare with. It never touches the system's Python.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.mjs";
import { findOnPath } from "./find-on-path.mjs";
import { installOnce } from "./install-once.mjs";
import { MissingTool } from "./missing-tool.mjs";
import { runCommand } from "./run-command.mjs";

const packages = ["nats-py==2.16.0", "pyvmomi==9.1.1.0"];
const environment = join(cacheFolder(), `python-${packages.join("-").replaceAll("==", "-")}`);
export const pythonCure = "Install Python 3.9 or later with its venv module (Debian: `apt-get install python3-venv`), then run the same command again";

/** Whether the environment is here, or a `python3` that can make one. */
export function canMakePython() {
  if (existsSync(`${environment}.ready`)) return true;
  return findOnPath("python3").length > 0 && spawnSync("python3", ["-c", "import venv, ensurepip"], { stdio: "ignore" }).status === 0;
}

/**
 * Path of a python that can import `nats` and `pyVmomi`.
 * @returns {Promise<string>}
 * @throws {MissingTool}
 */
export async function pythonBinary() {
  const python = join(environment, "bin", "python3");
  if (!canMakePython()) throw new MissingTool("python3", "there is none on PATH that has venv", pythonCure);
  // A virtual environment cannot be moved, so it is made in place and a stamp beside it says that it is whole.
  await installOnce(`${environment}.ready`, "making a Python environment with nats-py and pyVmomi", async (folder) => {
    const stamp = join(folder, "ready");
    try {
      await runCommand("python3", ["-m", "venv", "--clear", environment]);
      await runCommand(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]);
      await runCommand(python, ["-c", `import nats, pyVmomi; open(${JSON.stringify(stamp)}, "w").close()`]);
    } catch (error) {
      throw new MissingTool("the Python clients", error instanceof Error ? error.message : String(error), pythonCure, error);
    }
    return stamp;
  });
  return python;
}
