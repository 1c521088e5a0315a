/** The words of `tetherd consumer-check`: its flags, each read and refused by itself, handed to the file that does it. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { caseNames, type CaseName } from "../app/consumer-check/case-names.js";
import type { ConsumerCheckFlags } from "./consumer-check.js";
import { parseDuration } from "../shared/duration.js";
import { withSettings } from "./settings-flags.js";

export function addConsumerCheck(root: Command, finish: (exitCode: number) => void): void {
  const collected = <Item>(read: (text: string) => Item) => (text: string, before: readonly Item[] | undefined): readonly Item[] => [...(before ?? []), read(text)];
  const command = withSettings(root.command("consumer-check"))
    .description("play awkward cases at a bridge of your own and report what it did; docs/consumers")
    .option("--subject <subject>", "what the bridge reads on NATS, e.g. tetherd.check.alert.>; through the stream that takes it, or else by request and reply")
    .option("--consumer <name>", "the bridge's consumer, where the stream has several")
    .addOption(new Option("--url <address>", "or where it takes webhooks of the relay").argParser(address).conflicts(["subject", "consumer"]))
    .option("--signing-key-file <file>", "sign them, as the relay does").option("--ca-file <file>", "authority of the address's certificate")
    .addOption(new Option("--header-file <name=file>", "a further header, its value in a file; may be repeated").argParser(collected(headerFile)))
    .addOption(new Option("--sink <host:port>", "listen here and count what the bridge tells people: point its chat address here. Without it only its answers are judged").argParser(hostAndPort))
    .addOption(new Option("--case <name>", `only this case; may be repeated (${caseNames.join(", ")})`).argParser(collected(caseName)))
    .addOption(new Option("--storm <number>", "alerts of the storm").argParser(wholeNumber(1, 10_000)).default(1_000))
    .addOption(new Option("--timeout <duration>", "how long an answer, or people being told, may take").argParser(duration).default(10_000, "10s"))
    .addOption(new Option("--settle <duration>", "with --sink: how long to wait after each step for what is told too often").argParser(duration).default(1_000, "1s"))
    .addOption(new Option("--heartbeat <duration>", "the interval that the heartbeat promises, before three are missing").argParser(duration).default(1_000, "1s"))
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
It sends alerts of the policy "tetherd-test" with the label tetherd_test="consumer-check"; their summary begins with "Test by tetherd consumer-check". Each that fires
is resolved at the end of its case. Point it at a copy of the bridge that tells a test channel: with the storm about 2,000 messages are sent. It refuses the subjects
of a site on which a tetherd publishes.

  duplicate          the same message twice              late-replay        old messages once more, after their end
  resolved-first     an end, and its firing after it     unknown-field      members that no schema knows
  raised             warning, critical, over             heartbeat-missing  one heartbeat, then none for three intervals
  storm              a storm alert and its members       (a webhook gets no heartbeat)

Exit codes: 0 nothing found, 3 findings, 1 it could not be tried, 2 command line.`);
  command.action(async (flags: ConsumerCheckFlags) => {
    if ((flags.subject === undefined) === (flags.url === undefined)) command.error("error: give --subject or --url");
    finish(await (await import("./consumer-check.js")).runConsumerCheck(flags));
  });
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms < 1 || ms > 3_600_000) throw new InvalidArgumentError("allowed: a duration up to an hour, such as 10s");
  return ms;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,6}$/.test(text) || Number(text) < least || Number(text) > most) throw new InvalidArgumentError(`allowed: ${least} to ${most}`);
    return Number(text);
  };
}

function caseName(text: string): CaseName {
  const found = caseNames.find((name) => name === text);
  if (found === undefined) throw new InvalidArgumentError(`allowed: ${caseNames.join(", ")}`);
  return found;
}

function headerFile(text: string): readonly [string, string] {
  const [, name, path] = /^([A-Za-z0-9!#$%&'*+.^_|~-]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new InvalidArgumentError("allowed: a header and a file, such as Authorization=/run/secrets/token");
  return [name, path];
}

function address(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || new URL(text).username !== "") throw new InvalidArgumentError("allowed: an address that begins with https:// or http://, without name and password in it");
  return text;
}

function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535) throw new InvalidArgumentError("allowed: host:port, such as 127.0.0.1:9099");
  return { host, port: Number(port) };
}
