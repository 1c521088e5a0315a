// Stands between one client and a vcsim and writes down every exchange, so that it can be answered from memory later. It never changes what passes.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, request } from "node:https";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { makeCertificate } from "../scripts/servers/certificate.mjs";

/**
 * One recorded exchange; its answer lies in `file` beside the index.
 * @typedef {{ ask: string, method: string, status: number, headers: Record<string, string>, file: string }} Exchange
 */

/**
 * @param {import("../scripts/servers/vcsim.mjs").Vcsim} vcsim
 * @param {string} folder gets `index.json`, one file for each answer, and the proxy's certificate; emptied first
 * @returns {Promise<{ url: string, caFile: string, thumbprint: string, finish: () => Promise<void> }>} `finish` writes the index and ends the proxy
 */
export async function startRecordingProxy(vcsim, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { certFile, keyFile, thumbprint } = await makeCertificate(folder);
  const agent = new Agent({ keepAlive: true, ca: readFileSync(vcsim.caFile) });
  /** @type {Exchange[]} */
  const exchanges = [];

  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (incoming, outgoing) => {
    void (async () => {
      const asked = await buffer(incoming);
      const forward = request(new URL(incoming.url ?? "/", vcsim.url), { method: incoming.method, headers: { ...incoming.headers, host: `${vcsim.host}:${vcsim.port}` }, agent });
      outgoing.on("close", () => forward.destroy()); // a client that stops waiting ends the wait at vcsim too
      forward.on("error", () => outgoing.destroy());
      forward.on("response", (answer) => void (async () => {
        const body = await buffer(answer);
        const file = `${exchanges.length}.body`;
        const headers = /** @type {Record<string, string>} */ (Object.fromEntries(
          Object.entries(answer.headers).filter(([name]) => ["content-type", "set-cookie"].includes(name)).map(([name, value]) => [name, String(value)]),
        ));
        exchanges.push({ ...askOf(incoming.method ?? "", incoming.url ?? "", asked.toString()), status: answer.statusCode ?? 0, headers, file });
        writeFileSync(join(folder, file), body);
        outgoing.writeHead(answer.statusCode ?? 0, headers).end(body);
      })().catch(() => outgoing.destroy()));
      forward.end(asked);
    })();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `https://127.0.0.1:${address.port}/sdk`,
    caFile: certFile,
    thumbprint,
    async finish() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
      writeFileSync(join(folder, "index.json"), JSON.stringify(exchanges));
    },
  };
}

/**
 * What identifies a request: its line and its SOAP body. The header is left out, as operation ids in it differ each time.
 * @param {string} httpMethod
 * @param {string} path
 * @param {string} text
 */
export function askOf(httpMethod, path, text) {
  const body = /<(?:\w+:)?Body[^>]*>([\s\S]*)<\/(?:\w+:)?Body>/.exec(text)?.[1] ?? text;
  return { ask: `${httpMethod} ${path} ${body.trim()}`, method: /^<(?:\w+:)?(\w+)/.exec(body.trim())?.[1] ?? `${httpMethod} ${path}` };
}
