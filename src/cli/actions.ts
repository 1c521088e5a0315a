/** `tetherd actions …`, `act`, `pause`, `resume`: turns flags into the commands that the daemons obey, and their replies into lines. It decides nothing. */
import { Option, type Command } from "commander";
import type { Intent } from "../actions/intent.js";
import type { ActFlags } from "./act.js";
import { storyLines } from "./draw-action.js";
import { send, type SendFlags } from "./send.js";
import { sourcesOf, withSettings } from "./settings-flags.js";

interface Summary {
  readonly id: string;
  readonly verb: string;
  readonly target: { readonly name: string };
  readonly policy: string;
  readonly state: string;
  readonly since: string;
  readonly reasons: readonly string[];
  readonly waits: readonly string[];
  readonly percent?: number;
}

type Options = Record<string, unknown> & SendFlags;

export function addActionCommands(root: Command, finish: (code: number) => void): void {
  const toDaemons = (command: Command): Command => withSettings(command).option("--sender <name>", "who is named as the sender (user@host)").option("--json", "print the reply as JSON");
  const actions = root.command("actions").description("see to the actions that tetherd carries out (actions.enabled)");
  toDaemons(actions.command("list")).description("list open actions, with what each waits for").option("--all", "also those that have ended")
    .action(async (options: Options) => finish(await send(sourcesOf(options), "actions", options["all"] === true ? { all: true } : {}, options, listOf)));
  toDaemons(actions.command("show")).description("show one action with its whole story and reasons").argument("<id>", "id, or its first characters")
    .action(async (id: string, options: Options) => finish(await send(sourcesOf(options), "actions", { action: id }, options, (reply) => storyLines(reply["action"] as Intent, reply["waits"] as readonly string[]).join("\n"))));
  const decide = (verb: string, doc: string): Command => toDaemons(actions.command(verb)).description(doc).argument("<id>", "id, or its first characters");
  decide("approve", "let a proposed action be carried out, exactly as it is offered").option("--hash <hash>", "approve only if this is what is offered")
    .action(async (id: string, options: Options) => finish(await send(sourcesOf(options), "approve", { action: id, ...(options["hash"] === undefined ? {} : { hash: options["hash"] }) }, options)));
  decide("refuse", "an action that waits shall not be carried out").option("--reason <text>", "why")
    .action(async (id: string, options: Options) => finish(await send(sourcesOf(options), "refuse", { action: id, ...(options["reason"] === undefined ? {} : { reason: options["reason"] }) }, options)));
  decide("cancel", "end an action: one that waits at once, one at work by asking vCenter to cancel its task")
    .action(async (id: string, options: Options) => finish(await send(sourcesOf(options), "cancel", { action: id }, options)));
  decide("retry", "try an action once more that failed, expired, or whose outcome nobody knows")
    .action(async (id: string, options: Options) => finish(await send(sourcesOf(options), "retry", { action: id }, options)));
  toDaemons(root.command("pause")).description("hold every action of the site at once; tasks that run go on, and alerts too").option("--reason <text>", "why")
    .action(async (options: Options) => finish(await send(sourcesOf(options), "pause", options["reason"] === undefined ? {} : { reason: options["reason"] }, options)));
  toDaemons(root.command("resume")).description("let actions begin again after a pause, or a held policy go on").option("--policy <name>", "a policy that is held")
    .action(async (options: Options) => finish(await send(sourcesOf(options), "resume", options["policy"] === undefined ? {} : { policy: options["policy"] }, options)));
  toDaemons(root.command("act")).description("do one linked-clone operation by hand, with the guards and limits that policies have; docs/actions.md lists them").argument("<operation>", "e.g. promote")
    .addOption(new Option("--vm <name>", "name or reference of the VM")).option("--group <name>", "of the clone group").option("--cluster <name>", "of the cluster").option("--vcenter <name>", "which vCenter, where there are several")
    .option("--set <name=value...>", "parameters, e.g. --set unlink=false --set disks=[2000]").option("--dry-run", "change nothing: print the calls and the forecast").option("--yes", "do not ask").option("--no-wait", "do not wait for its end (nor with --json)")
    .action(async (operation: string, options: Record<string, unknown> & ActFlags) => finish(await (await import("./act.js")).act(sourcesOf(options), operation, options)));
}

function listOf(reply: Readonly<Record<string, unknown>>): string {
  const actions = reply["actions"] as readonly Summary[];
  const pause = reply["pause"] as { readonly by: string; readonly reason: string } | null;
  const held = reply["held"] as readonly { readonly policy: string; readonly reason: string }[];
  return [
    ...(pause === null ? [] : [`PAUSED by ${pause.by}${pause.reason === "" ? "" : `: ${pause.reason}`}`]),
    ...held.map(({ policy, reason }) => `HELD ${policy}: ${reason}`),
    ...(actions.length === 0 ? ["no actions"] : actions.map(lineOf)),
  ].join("\n");
}

function lineOf({ id, state, since, verb, target, policy, waits, reasons, percent }: Summary): string {
  const words = waits.length > 0 ? `waits: ${waits.join(" ")}` : reasons.join(" ");
  return `${id}  ${state.padEnd(9)}  ${since}  ${verb} ${target.name}  (${policy})${percent === undefined ? "" : `  ${percent} %`}\n    ${words}`;
}
