// Decoding one update set of 2,000 machines: our streaming decoder beside the one in the soap package, each in a fresh process, and memory while the body
// grows. It measures no network and no model.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeFolder } from "../scripts/servers/child.mjs";
import { runCommand } from "../scripts/tools/run-command.mjs";
import { duration, median, megabytes, spread, table } from "./figures.mjs";

const program = fileURLToPath(new URL("decode-once.mjs", import.meta.url));
const paddings = [1, 10, 40];

/** @typedef {{ seconds: number[], objects: number, bytes: number, peakBytes: number }} Decoded */

/** @param {Buffer} updateSet */
export async function decodeBench(updateSet) {
  const folder = mkdtempSync(join(tmpdir(), "tetherd-bench-"));
  const file = join(folder, "update-set.xml");
  writeFileSync(file, updateSet);
  const decode = async (/** @type {string} */ decoder, /** @type {number} */ passes, padding = 1) =>
    /** @type {Decoded} */ (JSON.parse((await runCommand(process.execPath, [program, decoder, file, String(passes), String(padding)])).stdout));
  try {
    const soap = await decode("soap", 5);
    const ours = await decode("tetherd", 15);
    const perSecond = (/** @type {Decoded} */ { bytes, seconds }) => `${(bytes / 1e6 / median(seconds)).toFixed(0)} MB/s`;
    const ratio = (/** @type {number} */ seconds) => `${(median(soap.seconds) / seconds).toFixed(1)} x`;
    table(`Decode of ${megabytes(soap.bytes)}, ${ours.objects} objects (aim: 10 x and 100 MB/s)`, [
      ["", "median (range)", "", "against soap"],
      ["soap's decoder", spread(soap.seconds), perSecond(soap), ratio(median(soap.seconds))],
      ["tetherd, first pass", duration(ours.seconds[0] ?? 0), perSecond({ ...ours, seconds: ours.seconds.slice(0, 1) }), `${((soap.seconds[0] ?? 0) / (ours.seconds[0] ?? 1)).toFixed(1)} x (its first pass)`],
      ["tetherd", spread(ours.seconds.slice(1)), perSecond({ ...ours, seconds: ours.seconds.slice(1) }), ratio(median(ours.seconds.slice(1)))],
    ]);

    const rows = [["body", "highest memory of the process", "time"]];
    for (const padding of paddings) {
      const grown = await decode("tetherd", 1, padding);
      rows.push([megabytes(grown.bytes), megabytes(grown.peakBytes), duration(grown.seconds[0] ?? 0)]);
    }
    table("Memory while the body grows by devices that nobody needs (aim: flat)", rows);
  } finally {
    removeFolder(folder);
  }
}
