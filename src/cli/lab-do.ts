/** `tetherd lab do`: sends one order to the control door of a running lab and prints what came of it. The door knows the verbs; this knows none. */
import { LabError } from "../lab/errors.js";
import { exitCodes } from "./exit-codes.js";
import { defaultControl } from "./lab-flags.js";

export interface LabDoFlags {
  readonly door?: string;
  readonly via?: string;
  readonly wait?: boolean;
}

interface VerbLine {
  readonly verb: string;
  readonly doc: string;
}

/** Without words it lists the verbs. LAB_DOOR_UNREACHABLE, LAB_ORDER_REFUSED; an operation that ended in a fault is exit code 1. */
export async function labDo(words: readonly string[], flags: LabDoFlags): Promise<number> {
  const door = flags.door ?? process.env["TETHERD_LAB_DOOR"] ?? `http://${defaultControl}`;
  if (words.length === 0) {
    const { verbs } = await ask(door, "/", undefined) as { readonly verbs: readonly VerbLine[] };
    const width = Math.min(52, Math.max(...verbs.map(({ verb }) => verb.length)));
    process.stdout.write(`${verbs.map(({ verb, doc }) => `${verb.padEnd(width)}  ${doc}`.trimEnd()).join("\n")}\n`);
    return exitCodes.ok;
  }
  const answer = await ask(door, "/do", { words, ...(flags.via === undefined ? {} : { via: flags.via }), ...(flags.wait === false ? { wait: false } : {}) });
  const { state, fault } = answer as { readonly state?: string; readonly fault?: { readonly type: string; readonly message: string } };
  if (state === "error" && fault !== undefined) {
    process.stderr.write(`tetherd: vCenter refused: ${fault.message} (${fault.type})\n`);
    return exitCodes.failed;
  }
  const empty = typeof answer === "object" && answer !== null && Object.keys(answer).length === 0;
  process.stdout.write(empty && !Array.isArray(answer) ? "done\n" : `${JSON.stringify(answer, null, 2)}\n`);
  return exitCodes.ok;
}

async function ask(door: string, path: string, body: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, door), body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch (error) {
    throw new LabError("LAB_DOOR_UNREACHABLE", `Cannot reach a lab at ${door}`, { hint: "Start one with tetherd lab, or give the control address it printed with --door (or TETHERD_LAB_DOOR)", cause: error });
  }
  const answer: unknown = await response.json().catch(() => ({ error: `the door answered ${response.status} without JSON` }));
  if (!response.ok) throw new LabError("LAB_ORDER_REFUSED", `Cannot do that: ${String((answer as { readonly error?: unknown }).error)}`);
  return answer;
}
