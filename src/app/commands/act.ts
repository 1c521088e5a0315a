/** The command `act`: a person asks for one action on one object. It goes through the same journal, limits and guards as a policy's; a dry run tells what it would do. */
import { actionCatalogue } from "../../actions/catalogue.js";
import { paramMistakes } from "../../actions/check-params.js";
import { intentByHand } from "../../actions/request-by-hand.js";
import { assignmentOf } from "../../actions/intent.js";
import { command, done, refused, type Command } from "../../bus/command.js";
import type { Subject, SubjectKind, World } from "../../policies/decision.js";
import { nearestName } from "../../shared/nearest-name.js";
import { keyOf } from "../../streams/executor/records.js";
import type { CommandParts } from "./command-parts.js";

export function actCommand({ journal, hands, now }: Pick<CommandParts, "journal" | "hands" | "now">): Command {
  return command({
    verb: "act", scope: "vcenter", summary: "Do one linked-clone operation, with the same journal, limits and guards as a policy's; `dryRun` only tells what it would do.",
    args: {
      operation: { kind: "text", most: 100, doc: "One of docs/actions.md.", example: "promote" },
      target: { kind: "text", most: 500, doc: "Name or reference of the VM, clone group, cluster …", example: "desk-01" },
      params: { kind: "object", optional: true, doc: "As under do: in a policy, without expressions.", example: { unlink: false } },
      dryRun: { kind: "flag", optional: true, doc: "Change nothing: reply with the calls and the forecast.", example: true },
    },
    handle: async ({ id, sender, args, vcenters, signal }) => {
      const cannot = (why: string): ReturnType<typeof refused> => refused("COMMAND_REFUSED", `Cannot ${args.operation}: ${why}`);
      const action = actionCatalogue.find(({ verb }) => verb === args.operation);
      if (action === undefined) return cannot(`there is no such operation${nearestName(args.operation, actionCatalogue.map(({ verb }) => verb))}`);
      const params = args.params ?? {};
      const mistakes = paramMistakes(action, params);
      if (mistakes.length > 0) return cannot(mistakes.join("; "));
      const [vcenter] = vcenters;
      const hand = vcenter === undefined ? undefined : hands(vcenter.name);
      if (vcenter === undefined || hand === undefined) return cannot("this daemon does not carry out actions (actions.enabled)");
      const look = hand.look();
      if (!look.ready) return cannot(look.why);
      const found = subjectsNamed(look.ground, action.each, args.target);
      const [subject, ...more] = found;
      if (subject === undefined) return cannot(`there is no ${action.each.join(" or ")} "${args.target}"${nearestName(args.target, namesOf(look.ground, action.each))}`);
      if (more.length > 0) return cannot(`${found.length} objects are named "${args.target}": ${found.map((one) => one.id).join(", ")}; give the reference`);
      const intent = intentByHand({ action, subject, params, ground: look.ground, vcenter: vcenter.instanceUuid, commandId: id, sender, now: now() });
      const next = action.next(look.ground, assignmentOf(intent));
      if (next.kind === "refused") return cannot(next.reasons.join(" "));
      if (next.kind === "satisfied") return done(`There is nothing to do. ${next.why}`, { outcome: "satisfied" });
      const call = next.kind === "operation" ? await hand.show(next.operation, `tetherd-${intent.request.id}-1`, signal) : undefined;
      const lacks = next.kind === "operation" ? await hand.lackedPrivileges(next.operation, signal) ?? [] : [];
      const plan = { forecast: intent.request.forecast, reasons: intent.request.reasons, ...(call === undefined ? {} : { calls: [call] }), ...(lacks.length === 0 ? {} : { lacks }), waits: next.kind === "wait" ? next.reasons : next.kind === "unknown" ? next.missing.map((one) => `Not known: ${one}.`) : [] };
      if (args.dryRun === true) return done(`This is what ${action.verb} of ${intent.request.target.name} would do; nothing was changed`, { outcome: "dry-run", ...plan });
      await journal().put(`${keyOf(vcenter.instanceUuid)}.action.${keyOf(intent.request.id)}`, intent, 0, signal);
      return done(`${action.verb} of ${intent.request.target.name} is asked for as action ${intent.request.id}`, { outcome: "requested", action: intent.request.id, ...plan });
    },
  });
}

type Named = ReadonlyMap<string, { readonly name: string | undefined }>;

function objectsOf({ inventory: { vms, groups, hosts, datastores, computes }, vcenter }: World, kind: SubjectKind): Named {
  const objects = {
    vm: vms, group: groups, host: hosts, datastore: datastores, cluster: new Map([...computes].filter(([, { isCluster }]) => isCluster !== false)),
    vcenter: new Map(vcenter === undefined ? [] : [[vcenter.id, vcenter]]),
  } as const satisfies Readonly<Record<SubjectKind, Named>>;
  return objects[kind];
}

function namesOf(world: World, kinds: readonly SubjectKind[]): readonly string[] {
  return kinds.flatMap((kind) => [...objectsOf(world, kind).values()].flatMap(({ name }) => name ?? []));
}

function subjectsNamed(world: World, kinds: readonly SubjectKind[], target: string): readonly Subject[] {
  return kinds.flatMap((kind): Subject[] => {
    const all = objectsOf(world, kind);
    return all.has(target) ? [{ kind, id: target }] : [...all].filter(([, { name }]) => name === target).map(([id]) => ({ kind, id }));
  });
}
