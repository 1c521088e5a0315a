/** `tetherd vm`: the disks of one VM level by level, each with the reason why it is there, or the object that conditions see. */
import type { Looking } from "../app/observation.js";
import { observeAll } from "../app/observe.js";
import { subjectView } from "../policies/subjects.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";
import { drawVm } from "./vm-levels.js";

export async function vm(sources: SettingsSources, looking: Looking, options: { readonly name: string; readonly json: boolean }): Promise<number> {
  const { settings } = await loadSettings(sources);
  const found = (await observeAll(settings, looking, new AbortController().signal)).flatMap(({ world }) => [...world.inventory.vms.values()]
    .filter((one) => one.name === options.name || one.ref === options.name)
    .map((one) => ({ world, one })));
  if (options.json) {
    const objects = found.map(({ world, one }) => subjectView(world, { kind: "vm", id: one.ref }));
    process.stdout.write(`${JSON.stringify(objects, null, 2)}\n`);
  } else {
    process.stdout.write(found.map(({ world, one }) => `${drawVm(world, one, paletteFor(process.stdout)).join("\n")}\n`).join("\n"));
  }
  if (found.length > 0) return exitCodes.ok;
  process.stderr.write(`tetherd: there is no VM "${options.name}"; tetherd groups lists those that share disks\n`);
  return exitCodes.failed;
}
