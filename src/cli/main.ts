#!/usr/bin/env node
/**
 * The command line: reads arguments, hands over to one file per command, and turns what comes back into words and an exit code.
 * It contains no product logic, and loads the files of a command when it is asked for: most need little of the house, and the daemon would keep the rest for months.
 */
import { Command, CommanderError, Option } from "commander";
import { version } from "../app/version.js";
import { describeError, TetherdError } from "../shared/errors.js";
import { addActionCommands } from "./actions.js";
import { addConsumerCheck } from "./consumer-check-command.js";
import { exitCodes } from "./exit-codes.js";
import { graphFormats, type GraphFormat } from "./graph-formats.js";
import { groupsCommand } from "./groups-command.js";
import type { LabDoFlags } from "./lab-do.js";
import { defaultControl, defaultListen, type LabFlags } from "./lab-flags.js";
import { lookingOf, withLooking } from "./looking.js";
import { addPolicyCommands } from "./policy-commands.js";
import { addRelayCommands } from "./relay-commands.js";
import type { SilenceAddFlags } from "./silence.js";
import type { Wish } from "./read-hypotheses.js";
import { sourcesOf, withSettings } from "./settings-flags.js";

function program(): Command {
  const root = new Command("tetherd")
    .description("Looks after linked virtual machines beside VMware vCenter: follows every disk chain and clone group,\njudges them by your policies, and publishes alerts and actions onto NATS JetStream.")
    .version(version)
    .configureHelp({ sortSubcommands: false })
    .addHelpText("after", `
Begin like this:
  export TETHERD_VCENTER_URL=https://vcenter.example.org TETHERD_VCENTER_USERNAME=svc-tetherd TETHERD_VCENTER_PASSWORD_FILE=/run/secrets/vc
  export TETHERD_NATS_SERVERS=nats://127.0.0.1:4222
  tetherd doctor                     can it reach both, with the right rights?
  tetherd groups                     which VMs hang on which base, on which hosts
  tetherd policy check config/policies
  tetherd run

Exit codes: 0 done, 1 failed (the message says why), 2 command line or settings cannot be used, 3 findings (policy check, policy test, doctor, consumer-check, relay status).`);
  withSettings(root.command("run")).description("watch the vCenters and publish alerts and actions, until stopped (SIGTERM, Ctrl-C; SIGHUP loads policies anew)")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./run.js")).run(sourcesOf(options))));
  root.addCommand(groupsCommand(finish));
  withLooking(withSettings(root.command("graph"))).description("print clone groups as nodes and edges").argument("[name]", "only groups whose name or id contains this")
    .addOption(new Option("--format <format>", "how to print them").choices(graphFormats).default("tree"))
    .action(async (name: string | undefined, options: Record<string, unknown>) => finish(await (await import("./graph.js")).graph(sourcesOf(options), lookingOf(options), { name, format: options["format"] as GraphFormat })));
  withLooking(withSettings(root.command("vm"))).description("show the disks of a VM level by level, each with the reason why it is there").argument("<name>", "name or managed object id")
    .option("--json", "print exactly the `vm` objects that policies see, as a JSON array")
    .action(async (name: string, options: Record<string, unknown>) => finish(await (await import("./vm.js")).vm(sourcesOf(options), lookingOf(options), { name, json: options["json"] === true })));
  whatIfCommand(root);
  addPolicyCommands(root, finish);
  const config = root.command("config").description("look at the settings");
  withSettings(config.command("print")).description("print the effective settings, secrets masked").action(async (options: Record<string, unknown>) => finish(await (await import("./config-print.js")).configPrint(sourcesOf(options))));
  withSettings(root.command("doctor")).description("try each step to vCenter and NATS, and say what is wrong and what to do")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./doctor.js")).doctor(sourcesOf(options))));
  addActionCommands(root, finish);
  addRelayCommands(root, finish);
  addConsumerCheck(root, finish);
  addCommands(root);
  addLab(root);
  return root;
}

/** Commands to the running daemons of the site, over NATS. */
function addCommands(root: Command): void {
  const toDaemons = (command: Command): Command => withSettings(command).option("--sender <name>", "who is named as the sender (user@host)").option("--json", "print the reply as JSON");
  toDaemons(root.command("reload")).description("tell the running daemons of the site to load their policies anew, all of them or none")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./send.js")).send(sourcesOf(options), "reload", {}, options)));
  toDaemons(root.command("resync")).description("tell the running daemons to read the full state of a vCenter again and judge everything anew").argument("[vcenter]", "name or instance UUID; without it, all")
    .action(async (vcenter: string | undefined, options: Record<string, unknown>) => finish(await (await import("./send.js")).send(sourcesOf(options), "resync", vcenter === undefined ? {} : { vcenter }, options)));
  const vcenter = root.command("vcenter").description("see to the vCenters of the site");
  toDaemons(vcenter.command("forget")).description("resolve the alerts of a vCenter that no daemon watches any more; a daemon does it by itself for what was taken out of its own settings").argument("<vcenter>", "name or instance UUID")
    .action(async (gone: string, options: Record<string, unknown>) => finish(await (await import("./send.js")).send(sourcesOf(options), "forget", { gone }, options)));
  const silence = root.command("silence").description("tell nobody of some alerts for a while; they go on being published and say that they are silenced");
  toDaemons(silence.command("add")).description('silence the alerts whose labels match all of these: label=value, !=, =~ or !~ (RE2, the whole value), e.g. policy=clone-group-ha-span "name=~vdi-.*"').argument("<matchers...>")
    .requiredOption("--comment <text>", "why").option("--author <name>", "who wants it (the sender)")
    .option("--for <duration>", "how long, e.g. 2h").option("--until <time>", "until when, e.g. 2026-11-24T10:00:00Z").option("--from <time>", "when it begins (now)")
    .action(async (matchers: string[], options: Record<string, unknown> & SilenceAddFlags) => finish(await (await import("./silence.js")).silenceAdd(sourcesOf(options), matchers, options)));
  toDaemons(silence.command("list")).description("list silences that hold or will hold alerts").option("--expired", "also those that ended within the last week")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./silence.js")).silenceList(sourcesOf(options), options)));
  toDaemons(silence.command("expire")).description("end silences now").argument("<ids...>")
    .action(async (ids: string[], options: Record<string, unknown>) => finish(await (await import("./silence.js")).silenceExpire(sourcesOf(options), ids, options)));
}

function addLab(root: Command): void {
  const command = root.command("lab").description("start an embedded vCenter with true linked-clone behaviour, for rehearsals and tests; docs/lab.md")
    .option("--estate <file>", "estate in YAML, or the name of one in config/estates").option("--generate <spec>", "a large estate instead, e.g. vms=10000,group=50,depth=2,hosts=64")
    .option("--listen <address>", `host:port of the vCenter (${defaultListen})`).option("--control <address>", `host:port of the control door (${defaultControl}), or "off"`)
    .option("--seed <number>", "the same seed gives the same lab").option("--user <name>", "the administrator").option("--password <text>", "its password, of this lab alone")
    .option("--clock <kind>", "real, stepped, or faster such as x60 (real)")
    .action(async (options: LabFlags) => finish(await (await import("./lab.js")).lab(options)));
  command.command("do").description("make something happen in a running lab, or look at what is really so; without arguments: the verbs").argument("[words...]", "a verb and its arguments")
    .option("--door <url>", `the control door (TETHERD_LAB_DOOR, http://${defaultControl})`).option("--via <where>", "host: as if done directly on the ESX host").option("--no-wait", "do not wait for the end of a task")
    .action(async (words: string[], options: LabDoFlags) => finish(await (await import("./lab-do.js")).labDo(words, options)));
}

/** Its flags may be repeated, and their order is the order of the rehearsal. */
function whatIfCommand(root: Command): void {
  const wishes: Wish[] = [];
  const command = withLooking(withSettings(root.command("what-if"))).description("rehearse changes on a copy of what vCenter shows: spans, risks, space, orphans and policies before and after; flags repeat, in order");
  const wish = (flag: string, doc: string, kind: Wish["kind"], unlink?: boolean): void => {
    command.addOption(new Option(flag, doc).argParser((text: string) => wishes.push({ kind, text, ...(unlink === undefined ? {} : { unlink }) })));
  };
  wish("--lose-host <host>", "the host fails", "lose-host");
  wish("--maintenance <host>", "the host enters maintenance mode", "maintenance");
  wish("--add-hosts <cluster=number>", "the cluster grows", "add-hosts");
  wish("--migrate <vm=host>", "the VM runs on that host", "migrate");
  wish("--delete <vm>", "the VM is destroyed through vCenter", "delete");
  wish("--unregister <vm>", "the VM is taken out of the inventory, its files stay", "unregister");
  wish("--promote <vm>", "levels that nobody needs fold away", "promote", false);
  wish("--unlink <vm>", "the VM gets its own copy of shared levels (promote with unlink)", "promote", true);
  wish("--relocate <vm=datastore>", "its deltas move there, shared levels stay", "relocate");
  wish("--remove-snapshot <vm/snapshot>", "the snapshot is removed through vCenter", "remove-snapshot");
  command.option("--vcenter <name>", "which vCenter, where there are several").option("--json", "print steps, before, after and policies as JSON")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./what-if.js")).whatIf(sourcesOf(options), lookingOf(options), { wishes, vcenter: options["vcenter"] as string | undefined, json: options["json"] === true })));
}

function finish(exitCode: number): void {
  process.exitCode = exitCode;
}

// Whoever reads may stop, as `| head` does: nobody is there to be told more.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const root = program();
for (const command of [root, ...root.commands, ...root.commands.flatMap((one) => one.commands)]) command.exitOverride().showSuggestionAfterError().showHelpAfterError("(tetherd --help tells more)");
try {
  await root.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    process.stderr.write(`tetherd: ${describeError(error)}\n`);
    process.exitCode = error instanceof TetherdError && /^(SETTINGS_|LAB_ESTATE_|LAB_OPTION_)/.test(error.code) ? exitCodes.usage : exitCodes.failed;
  }
}
