// What an update costs with the size of the estate, by kind, and what the daemon takes at size. The plot of the first is written into docs/.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCommand } from "../scripts/tools/run-command.mjs";
import { duration, table } from "./figures.mjs";
import { svgPlot } from "./svg-plot.mjs";

const program = fileURLToPath(new URL("model-once.mjs", import.meta.url));
const picture = fileURLToPath(new URL("../docs/cost-of-updates.svg", import.meta.url));
const sizes = [1_000, 5_000, 20_000, 40_000];
const aim = 1.2;

export async function modelBench() {
  const { stdout } = await runCommand(process.execPath, [program, ...sizes.map(String)]);
  const { near, apart } = /** @type {Record<"near" | "apart", Record<string, number[]>>} */ (JSON.parse(stdout));
  const costs = Object.entries(near);
  const ratio = (/** @type {readonly number[]} */ seconds) => (seconds.at(-1) ?? 0) / (seconds[0] ?? 1);
  table(`One update through the model, its facts and the sample policies, by the size of the estate in VMs (aim: ${aim} from the smallest to the largest)`, [
    ["", ...sizes.map((size) => size.toLocaleString("en")), "ratio", "changes all over the estate"],
    ...costs.map(([name, seconds]) => [name, ...seconds.map(duration), ratio(seconds).toFixed(2), ratio(apart[name] ?? []).toFixed(2)]),
  ]);
  writeFileSync(picture, svgPlot({
    title: "What one update costs, by the size of the estate", subtitle: "microseconds of the processor, judged by the sample policies; in brackets the largest estate by the smallest",
    xLabel: "VMs in the estate", yLabel: "µs", xs: sizes, lines: costs.map(([name, seconds]) => ({ name, ys: seconds.map((value) => value * 1e6) })),
  }));
  console.log(`  plotted in ${picture}`);
}
