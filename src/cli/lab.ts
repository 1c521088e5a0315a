/** `tetherd lab`: starts a lab, says how to reach it, and ends it at Ctrl-C or SIGTERM. What a lab is and does is in src/lab. */
import { summarise } from "../lab/estates/summarise.js";
import { startLab, type Lab } from "../lab/start-lab.js";
import { exitCodes } from "./exit-codes.js";
import type { LabFlags } from "./lab-flags.js";
import { labOptions } from "./lab-options.js";

export async function lab(flags: LabFlags): Promise<number> {
  const stopped = signalled();
  try {
    const started = await startLab(labOptions(flags));
    process.stdout.write(`${announcement(started).join("\n")}\n`);
    await stopped.signal;
    await started.stop();
    return exitCodes.ok;
  } finally {
    stopped.forget();
  }
}

/** What stands on the terminal: addresses, the estate, and lines to paste. */
export function announcement(lab: Lab): readonly string[] {
  const { userName, password } = lab.world.settings;
  const door = lab.control.url;
  return [
    `lab         ${lab.estate.about === "" ? lab.estate.source : lab.estate.about}`,
    `            ${summarise(lab.world)}`,
    `vCenter     ${lab.url}`,
    `thumbprint  ${lab.thumbprintSha256}`,
    `control     ${door ?? "off"}`,
    "",
    "For govc:",
    `  export GOVC_URL=${quote(lab.govcUrl)} GOVC_INSECURE=1`,
    "For tetherd:",
    `  export TETHERD_VCENTER_URL=${quote(lab.url)} TETHERD_VCENTER_USERNAME=${quote(userName)} TETHERD_VCENTER_PASSWORD=${quote(password)} TETHERD_VCENTER_THUMBPRINT=${lab.thumbprintSha256}`,
    ...(door === undefined ? [] : ["To make things happen:", `  export TETHERD_LAB_DOOR=${quote(door)}`, "  tetherd lab do"]),
    "",
    "Ctrl-C ends the lab; nothing of it is kept.",
  ];
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function signalled(): { readonly signal: Promise<void>; readonly forget: () => void } {
  let stop = (): void => undefined;
  const signal = new Promise<void>((resolve) => { stop = resolve; });
  process.on("SIGTERM", stop).on("SIGINT", stop);
  return { signal, forget: () => { process.off("SIGTERM", stop).off("SIGINT", stop); } };
}
