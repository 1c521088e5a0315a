/** `tetherd doctor`: tries each step to every vCenter, to NATS and to the policies, and says what is wrong and what to do. */
import { examine, type Step } from "../app/examine.js";
import { loadSettings, type SettingsSources } from "../settings/load-settings.js";
import { exitCodes } from "./exit-codes.js";
import { paletteFor } from "./palette.js";

export async function doctor(sources: SettingsSources): Promise<number> {
  const { settings } = await loadSettings(sources);
  const palette = paletteFor(process.stdout);
  let failures = 0;
  for await (const { title, steps } of examine(settings)) {
    process.stdout.write(`${palette.strong(title)}\n`);
    for (const step of steps) {
      if (!step.ok) failures++;
      process.stdout.write(lineOf(step, palette));
    }
  }
  process.stdout.write(failures === 0 ? `${palette.good("everything is in order")}\n` : `${palette.bad(`${failures} ${failures === 1 ? "thing is" : "things are"} wrong`)}\n`);
  return failures === 0 ? exitCodes.ok : exitCodes.findings;
}

function lineOf(step: Step, palette: ReturnType<typeof paletteFor>): string {
  const mark = !step.ok ? palette.bad("FAIL") : step.hint === undefined ? palette.good("ok  ") : palette.warn("note");
  const cure = step.hint === undefined ? "" : `\n         ${palette.warn(`→ ${step.hint}`)}`;
  return `  ${mark} ${step.name}: ${step.detail}${cure}\n`;
}
