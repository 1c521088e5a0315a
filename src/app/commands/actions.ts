/** The command `actions`: the actions of the site with what each waits for, or one with its whole story. It changes nothing. */
import { closedStates, type Intent } from "../../actions/intent.js";
import { command, done, refused, type Command } from "../../bus/command.js";
import { findIntent } from "../../streams/executor/decide-by-person.js";
import { waitsKey } from "../../streams/executor/executor.js";
import type { ActionJournal } from "../../streams/executor/journal-port.js";
import { pauseKey, type HeldPolicy, type Pause } from "../../streams/executor/records.js";
import type { CommandParts } from "./command-parts.js";

/** A reply must fit into one message. */
const mostListed = 500;

export function actionsCommand({ journal }: Pick<CommandParts, "journal">): Command {
  return command({
    verb: "actions", scope: "site", summary: "List the actions that are open, with what each waits for; with `action`, its whole story.",
    args: {
      action: { kind: "text", most: 200, optional: true, doc: "Id of the action, or its first characters.", example: "6b1f20c94ad3e857" },
      all: { kind: "flag", optional: true, doc: "Also those that have ended.", example: true },
    },
    handle: async ({ args }) => {
      const book = journal();
      if (args.action !== undefined) {
        const found = findIntent(book, args.action);
        if ("ok" in found) return Promise.resolve(refused("COMMAND_REFUSED", found.message));
        return Promise.resolve(done(`${found.intent.request.verb} of ${found.intent.request.target.name} is ${found.intent.state}`, { action: found.intent, waits: waitsOf(book, found.intent) }));
      }
      const intents = [...book.entries].flatMap(([key, { value }]) => (/^[^.]+\.action\./.test(key) ? [value as Intent] : []));
      const wanted = intents.filter(({ state }) => args.all === true || !closedStates.has(state)).sort((a, b) => (b.story.at(-1)?.at ?? 0) - (a.story.at(-1)?.at ?? 0));
      const held = [...book.entries].flatMap(([key, { value }]) => (/^[^.]+\.held\./.test(key) && (value as HeldPolicy).liftedAt === undefined ? [value as HeldPolicy] : []));
      return Promise.resolve(done(`${wanted.length} ${wanted.length === 1 ? "action" : "actions"}`, {
        actions: wanted.slice(0, mostListed).map((intent) => ({ ...summaryOf(intent), waits: waitsOf(book, intent) })), omitted: Math.max(0, wanted.length - mostListed),
        pause: (book.entries.get(pauseKey)?.value as Pause | undefined) ?? null, held,
      }));
    },
  });
}

function summaryOf({ request, state, story, attempt, sender, progress }: Intent): Readonly<Record<string, unknown>> {
  const last = story.at(-1);
  return {
    id: request.id, verb: request.verb, target: request.target, policy: request.policy, state, since: new Date(last?.at ?? 0).toISOString(), reasons: last?.reasons ?? [], attempt,
    ...(sender === undefined ? {} : { sender }), ...(progress === undefined ? {} : { percent: progress.percent }),
  };
}

function waitsOf(journal: ActionJournal, { vcenter, request }: Intent): readonly string[] {
  const told = journal.entries.get(waitsKey(vcenter))?.value as { readonly waits?: Readonly<Record<string, readonly string[]>> } | undefined;
  return told?.waits?.[request.id] ?? [];
}
