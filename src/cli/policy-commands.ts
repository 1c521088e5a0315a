/** The words of `tetherd policy …`: arguments and flags of each, handed to the file that does it; those that need the lab are loaded when they are called. */
import { Option, type Command } from "commander";
import { checkFormats, type CheckFormat } from "./check-formats.js";
import { lookingOf, withLooking } from "./looking.js";
import { sourcesOf, withSettings } from "./settings-flags.js";

export function addPolicyCommands(root: Command, finish: (exitCode: number) => void): void {
  const policy = root.command("policy").description("write, check, test and explain policies");
  policy.command("check").description("load a folder as the daemon would, tests beside the policies included, and print every mistake as path:line:column: message")
    .argument("<folder>").addOption(new Option("--format <format>", "how to print mistakes; github makes annotations of a pull request").choices(checkFormats).default("text"))
    .option("--json", "the same as --format json")
    .action(async (folder: string, options: { readonly format: CheckFormat; readonly json?: boolean }) => finish(await (await import("./policy-check.js")).policyCheck(folder, options.json === true ? "json" : options.format)));
  policy.command("test").description("run the *.test.yaml files beside the policies, in virtual time on an embedded vCenter; docs/policy-tests.md")
    .argument("[folder]", "folder with policies and their tests", "config/policies").addOption(new Option("--format <format>", "how to print what came of it").choices(["text", "json", "junit"]).default("text"))
    .option("--require-coverage", "a policy without a test, or a branch that no test reaches, is a finding too")
    .action(async (folder: string, options: { readonly format: "text" | "json" | "junit"; readonly requireCoverage?: boolean }) => finish(await (await import("./policy-test.js")).policyTest(folder, { format: options.format, requireCoverage: options.requireCoverage === true })));
  const explaining = (command: Command): Command => withLooking(withSettings(command)).description("show why a policy fires for an object, or why not: every part with its value, timers, what is missing")
    .argument("<policy>").argument("<object>", "name or id of what the policy looks at").option("--json", "print it as JSON")
    .action(async (name: string, object: string, options: Record<string, unknown>) => finish(await (await import("./explain.js")).explain(sourcesOf(options), lookingOf(options), { policy: name, object, json: options["json"] === true })));
  explaining(policy.command("explain"));
  explaining(root.command("explain"));
  withLooking(withSettings(policy.command("list"))).description("list policies with mode, scope, what they hold and cannot judge, and what they cost").option("--json", "print it as JSON")
    .action(async (options: Record<string, unknown>) => finish(await (await import("./policy-list.js")).policyList(sourcesOf(options), lookingOf(options), { json: options["json"] === true })));
  withLooking(withSettings(policy.command("diff"))).description("show what one folder of policies would say of the present inventory that another does not").argument("<old>", "folder").argument("<new>", "folder").option("--json", "print it as JSON")
    .action(async (before: string, after: string, options: Record<string, unknown>) => finish(await (await import("./policy-diff.js")).policyDiff(sourcesOf(options), lookingOf(options), { before, after, json: options["json"] === true })));
  withSettings(policy.command("shadow-report")).description("show what policies in shadow would have told and asked for, read back from NATS").option("--since <duration>", "how far back", "7d").option("--json", "print it as JSON")
    .action(async (options: Record<string, unknown> & { readonly since: string }) => finish(await (await import("./shadow-report.js")).shadowReportCommand(sourcesOf(options), { since: options.since, json: options["json"] === true })));
  policy.command("new").description("begin a policy and its test from a template, in mode shadow").argument("<name>")
    .option("--from <template>", "alert, action, or a policy that ships with tetherd", "alert").option("--into <folder>", "where", "config/policies")
    .action(async (name: string, options: { readonly from: string; readonly into: string }) => finish(await (await import("./policy-new.js")).policyNew(name, { folder: options.into, from: options.from })));
  policy.command("schema").description("print the JSON Schema of policy files, for editors").option("--tests", "of policy tests instead")
    .action(async (options: { readonly tests?: boolean }) => finish((await import("./policy-schema.js")).policySchemaText(options.tests === true)));
}
