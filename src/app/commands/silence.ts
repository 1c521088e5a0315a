/** The command `silence`: people ask not to be told of the alerts that match, until a time. The alerts go on being published and say that they are silenced. */
import { matches, matchesNothing, matcherText, parseMatcher, type Matcher } from "../../alerts/matcher.js";
import type { Silence } from "../../alerts/silence.js";
import { command, done, refused, type Command } from "../../bus/command.js";
import { contentHash } from "../../shared/digest.js";
import { parseDuration } from "../../shared/duration.js";
import type { CommandParts } from "./command-parts.js";

/** A silence for good is a policy that should be off. */
const longestMs = 366 * 86_400_000;

export function silenceCommand({ silences, firing, now }: Pick<CommandParts, "silences" | "firing" | "now">): Command {
  return command({
    verb: "silence", scope: "site",
    summary: "Tell nobody of the alerts that match, until a time; they go on being published, with `silencedBy`.",
    args: {
      matchers: { kind: "texts", most: 20, doc: "All must match the alert's labels: label=value, !=, =~ or !~ (RE2, the whole value).", example: ["policy=clone-group-ha-span", "name=~\"vdi-.*\""] },
      comment: { kind: "text", most: 1_000, doc: "Why.", example: "storage work" },
      author: { kind: "text", most: 200, optional: true, doc: "Who wants it; the sender unless given.", example: "ann" },
      startsAt: { kind: "time", optional: true, doc: "When it begins; now unless given.", example: "2026-11-24T08:00:00Z" },
      endsAt: { kind: "time", optional: true, doc: "When it ends; this or `duration`.", example: "2026-11-24T10:00:00Z" },
      duration: { kind: "duration", optional: true, doc: "How long it lasts from its start; this or `endsAt`.", example: "2h" },
    },
    handle: async ({ id, sender, args, signal }) => {
      const at = now();
      const parsed = args.matchers.map(parseMatcher);
      const mistakes = parsed.filter((one) => typeof one === "string");
      const cannot = (why: string): ReturnType<typeof refused> => refused("COMMAND_REFUSED", `Cannot add the silence: ${why}`);
      if (mistakes.length > 0) return cannot(mistakes.join("; "));
      const matchers = parsed as readonly Matcher[];
      if (matchers.every(matchesNothing)) return cannot(`it would hold every alert: ${matchers.map(matcherText).join(", ")}; at least one matcher must ask for a label`);
      const from = args.startsAt === undefined ? at : Date.parse(args.startsAt);
      const lasts = args.duration === undefined ? undefined : parseDuration(args.duration);
      if ((args.endsAt === undefined) === (lasts === undefined)) return cannot("it must have either endsAt or duration");
      const to = args.endsAt === undefined ? from + (lasts ?? 0) : Date.parse(args.endsAt);
      if (to <= from || to <= at) return cannot(`it must end after it begins and after now: it ends at ${timeOf(to)}`);
      if (to - from > longestMs) return cannot(`it may last 366 days: it would last until ${timeOf(to)}`);
      const silence: Silence = {
        id: contentHash({ id, sender, at }, 12), matchers, author: args.author ?? sender, comment: args.comment, createdAt: timeOf(at), startsAt: timeOf(from), endsAt: timeOf(to),
      };
      await silences.put(silence, signal);
      const tests = matchers.map(matches);
      const held = firing().filter((labels) => tests.every((test) => test(labels))).length;
      return done(`silence ${silence.id} holds alerts with ${matchers.map(matcherText).join(", ")} until ${silence.endsAt}; of those that fire now ${held === 0 ? "it matches none" : `it matches ${held}`}`, { silence, firing: held });
    },
  });
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
