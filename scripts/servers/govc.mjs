// An operator's hands on a vcsim: runs govc against it. It never keeps a session between calls.
import { govmomiBinary } from "../tools/govmomi.mjs";
import { runCommand } from "../tools/run-command.mjs";

/**
 * What govc must know of a server.
 * @typedef {{ readonly url: string, readonly username: string, readonly password: string, readonly caFile: string }} GovcTarget
 */

/**
 * @param {GovcTarget} vcsim
 * @param {...string} args e.g. "vm.migrate", "-host", "DC0_C0_H1", "DC0_C0_RP0_VM0"
 * @returns {Promise<string>} what it printed
 * @throws {import("../tools/run-command.mjs").CommandFailed} with what it said
 */
export async function govc(vcsim, ...args) {
  const env = {
    GOVC_URL: vcsim.url,
    GOVC_USERNAME: vcsim.username,
    GOVC_PASSWORD: vcsim.password,
    GOVC_TLS_CA_CERTS: vcsim.caFile,
    GOVC_INSECURE: "false",
    GOVC_PERSIST_SESSION: "false",
    GOVC_DATACENTER: "",
  };
  const { stdout } = await runCommand(await govmomiBinary("govc"), args, { env, timeoutMs: 120_000 });
  return stdout;
}

/**
 * Ends every session but govc's own, as an administrator who terminates sessions does.
 * @param {GovcTarget} vcsim
 * @returns {Promise<number>} how many
 */
export async function endSessions(vcsim) {
  const listed = /** @type {{ sessionList?: { key: string, userAgent: string }[] }} */ (JSON.parse(await govc(vcsim, "session.ls", "-json")));
  const others = (listed.sessionList ?? []).filter(({ userAgent }) => !userAgent.startsWith("govc/"));
  for (const { key } of others) await govc(vcsim, "session.rm", key);
  return others.length;
}
