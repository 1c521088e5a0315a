// Runs a Python program with nats-py and pyVmomi at hand, as the clients that we did not write. It never installs into the system's Python.
import { pythonBinary } from "../tools/python.mjs";
import { runCommand } from "../tools/run-command.mjs";

/**
 * @param {string} file path of a Python program
 * @param {...string} args
 * @returns {Promise<string>} what it printed
 * @throws {import("../tools/run-command.mjs").CommandFailed}
 */
export async function python(file, ...args) {
  const { stdout } = await runCommand(await pythonBinary(), [file, ...args], { timeoutMs: 300_000 });
  return stdout;
}
