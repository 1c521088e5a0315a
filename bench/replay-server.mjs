// Answers a client from a recording held in memory, so that its own time is measured and not the server's: `node bench/replay-server.mjs FOLDER`. A wait for
// more updates than were recorded is left open, as a quiet vCenter leaves it.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { askOf } from "./recording-proxy.mjs";

/** @typedef {import("./recording-proxy.mjs").Exchange & { body: Buffer }} Answer */

const folder = process.argv[2] ?? ".";
const exchanges = /** @type {import("./recording-proxy.mjs").Exchange[]} */ (JSON.parse(readFileSync(join(folder, "index.json"), "utf8")));
/** @type {Answer[]} */
const answers = exchanges.map((exchange) => ({ ...exchange, body: readFileSync(join(folder, exchange.file)) }));
const largest = answers.reduce((a, b) => (a.body.length >= b.body.length ? a : b));
/** How many of each kind were given since the last login. @type {Map<string, number>} */
let given = new Map();

/**
 * The next answer to exactly this request, else to a request of this method; the last one again when all were given.
 * @param {string} ask
 * @param {string} method
 * @returns {Answer | "wait" | undefined}
 */
function next(ask, method) {
  const same = answers.filter((answer) => answer.ask === ask);
  const [key, usable] = same.length > 0 ? [ask, same] : [method, answers.filter((answer) => answer.method === method)];
  const count = given.get(key) ?? 0;
  given.set(key, count + 1);
  if (count >= usable.length && method.startsWith("WaitForUpdates")) return "wait";
  return usable[Math.min(count, usable.length - 1)];
}

const server = createServer({ cert: readFileSync(join(folder, "cert.pem")), key: readFileSync(join(folder, "key.pem")) }, (incoming, outgoing) => {
  void (async () => {
    const { ask, method } = askOf(incoming.method ?? "", incoming.url ?? "", await text(incoming));
    if (method === "Login") given = new Map();
    const answer = method === "GET /largest" ? largest : next(ask, method);
    if (answer === "wait") return;
    if (answer === undefined) {
      process.stderr.write(`not recorded: ${method}\n`);
      outgoing.writeHead(501, { "content-type": "text/plain" }).end(`not recorded: ${method}`);
      return;
    }
    outgoing.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length }).end(answer.body);
  })();
});
server.listen(0, "127.0.0.1", () => {
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`listening ${address.port}`);
});
