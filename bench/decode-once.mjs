// One decoder in a process of its own: `node decode-once.mjs tetherd|soap FILE PASSES PADDING`. It prints what each pass took and the highest memory use.
import { readFileSync } from "node:fs";
import { WSDL } from "soap";
import { fromDist } from "./dist.mjs";

const chunkBytes = 64 * 1024;
const [decoder = "", file = "", passes = "1", padding = "1"] = process.argv.slice(2);
const body = readFileSync(file);

/** The body in chunks as a socket delivers them; each network card stands there `times` times, so that it grows by what nobody needs. @param {number} times */
async function* arriving(times) {
  /** @type {Buffer[]} */
  let waiting = [];
  let bytes = 0;
  for (const piece of pieces(times)) {
    for (let from = 0; from < piece.length; from += chunkBytes) {
      const part = piece.subarray(from, from + chunkBytes);
      waiting.push(part);
      bytes += part.length;
      if (bytes < chunkBytes) continue;
      yield waiting.length === 1 ? part : Buffer.concat(waiting);
      [waiting, bytes] = [[], 0];
    }
  }
  yield Buffer.concat(waiting);
}

/** @param {number} times @returns {Generator<Buffer, void>} */
function* pieces(times) {
  const [open, close] = [Buffer.from("<VirtualDevice "), Buffer.from("</VirtualDevice>")];
  if (times === 1) {
    yield body;
    return;
  }
  let done = 0;
  for (;;) {
    const card = body.indexOf('type="VirtualE1000"', done);
    if (card < 0) {
      yield body.subarray(done);
      return;
    }
    const start = body.lastIndexOf(open, card);
    const end = body.indexOf(close, card) + close.length;
    yield body.subarray(done, start);
    for (let i = 0; i < times; i += 1) yield body.subarray(start, end);
    done = end;
  }
}

/** @returns {Promise<() => Promise<number>>} one pass, returning how many objects it made */
async function tetherd() {
  const { decodeUpdates } = await fromDist("vim/decode/update-set");
  return async () => (await decodeUpdates(arriving(Number(padding)))).length;
}

/** The decoder that soap itself would use for this answer. @returns {Promise<() => Promise<number>>} */
async function soap() {
  const { vimWsdl } = await fromDist("vim/wsdl/vim-wsdl");
  const wsdl = new WSDL(vimWsdl, "vim.wsdl", {});
  await new Promise((resolve, reject) => wsdl.onReady((/** @type {Error | null} */ error) => (error === null || error === undefined ? resolve(undefined) : reject(error))));
  return () => {
    const decoded = wsdl.xmlToObject(body.toString());
    const set = decoded.Body.WaitForUpdatesExResponse.returnval.filterSet;
    return Promise.resolve(/** @type {unknown[]} */ ((Array.isArray(set) ? set[0] : set).objectSet).length);
  };
}

let bytes = 0;
for await (const chunk of arriving(Number(padding))) bytes += chunk.length;
const pass = decoder === "tetherd" ? await tetherd() : await soap();
const seconds = [];
let objects = 0;
for (let i = 0; i < Number(passes); i += 1) {
  const started = performance.now();
  objects = await pass();
  seconds.push((performance.now() - started) / 1000);
}
console.log(JSON.stringify({ seconds, objects, bytes, peakBytes: process.resourceUsage().maxRSS * 1024 }));
