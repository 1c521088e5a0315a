/** The words and flags of `tetherd groups`; what they do is in groups.ts. */
import { Command, InvalidArgumentError, Option } from "commander";
import { sortKeys, type GroupQuery } from "./group-query.js";
import { lookingOf, withLooking } from "./looking.js";
import { sourcesOf, withSettings } from "./settings-flags.js";

/** As commander parses them. */
type GroupFlags = Omit<GroupQuery, "name" | "reverse"> & { readonly reverse?: true; readonly json?: true; readonly watch?: number | true };

/** The command as it is added to the program; `finish` is handed its exit code. */
export function groupsCommand(finish: (exitCode: number) => void): Command {
  return withLooking(withSettings(new Command("groups"))).description("show clone groups: a table of all, or trees of those with a name")
    .argument("[name]", "only groups whose name or id contains this, as trees")
    .option("--cluster <name>", "only groups with a member in this cluster; * stands for anything").option("--host <name>", "only groups with a member on this host").option("--datastore <name>", "only groups with a member that uses this datastore")
    .addOption(new Option("--min-span <hosts>", "only groups on so many hosts or more").argParser(wholeNumber))
    .option("--at-risk", "only groups whose restart is not sure, or which span more hosts than permitted")
    .addOption(new Option("--limit <verdict>", "only groups for which the host limit").choices(["applies", "lifted", "unknown"]))
    .option("--orphaned", "only groups with a shared file that no registered VM lives beside").option("--unneeded", "only groups with levels that nobody needs")
    .addOption(new Option("--sort <key>", "names from A on, figures from the largest on").choices(sortKeys).default("name")).option("--reverse", "the other way round")
    .option("--json", "print exactly the `group` objects that policies see, as a JSON array")
    .addOption(new Option("--watch [seconds]", "go on showing what changes, at most every so many seconds (2), until Ctrl-C").argParser(wholeNumber).conflicts("json"))
    .action(async (name: string | undefined, options: GroupFlags) => {
      const { watch, json, reverse, ...filters } = options;
      const query = { ...filters, name, reverse: reverse === true };
      finish(await (await import("./groups.js")).groups(sourcesOf({ ...options }), lookingOf({ ...options }), { query, json: json === true, watchSeconds: watch === true ? 2 : watch }));
    });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError("it must be a whole number from 1");
  return Number(text);
}
