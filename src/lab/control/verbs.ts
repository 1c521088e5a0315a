/**
 * The words of `tetherd lab do`: each is one order to the lab, with its arguments by position. What is done on the host can be asked for with --via host;
 * it adds nothing that the control object does not have.
 */
import type { LabControl } from "./lab-control.js";
import { operationVerbs } from "./operation-verbs.js";
import { refuse, refuseUnknown } from "./refuse.js";
import type { Verb, VerbOptions } from "./verb.js";

const labVerbs: Readonly<Record<string, Verb>> = {
  "advance": { usage: "DURATION", doc: "move the lab's time forward, e.g. 10m", run: (control, [by = ""]) => ({ now: new Date(control.advance(by)).toISOString() }) },
  "fail-host": { usage: "HOST", doc: "the host fails; HA acts if it is on", run: (control, [host = ""]) => { control.failHost(host); } },
  "return-host": { usage: "HOST", doc: "the failed host is back", run: (control, [host = ""]) => { control.returnHost(host); } },
  "nuisance": {
    usage: "KIND [KEY=VALUE ...]", doc: "plan what shall go wrong, e.g. task-fails method=PromoteDisks_Task fault=NoDiskSpace times=2",
    run: (control, [kind = "", ...pairs]) => control.planNuisance({ ...valuesOf(pairs), kind }),
  },
  "nuisances": { usage: "", doc: "what is planned, and how often it struck", run: (control) => control.nuisances() },
  "no-nuisances": { usage: "[ID]", doc: "forget one or all of them", run: (control, [id]) => { control.cancelNuisances(id === undefined ? undefined : Number(id)); } },
  "space": { usage: "DATASTORE FREE", doc: "others fill the datastore until so much is free, e.g. 5GiB", run: (control, [datastore = "", free = ""]) => { control.setSpace(datastore, { free }); } },
  "inaccessible": { usage: "DATASTORE", doc: "no host reaches the datastore any more", run: (control, [datastore = ""]) => { control.setAccessible(datastore, false); } },
  "accessible": { usage: "DATASTORE", doc: "it is back", run: (control, [datastore = ""]) => { control.setAccessible(datastore, true); } },
  "write": { usage: "VM SIZE [DISK]", doc: "the guest writes to each disk, or to the one with that device key", run: (control, [vm = "", size = "", disk]) => { control.write(vm, size, disk === undefined ? undefined : Number(disk)); } },
  "ask": { usage: "VM QUESTION", doc: "the VM waits to be answered", run: (control, [vm = "", question = ""]) => { control.ask(vm, question); } },
  "expire-sessions": { usage: "[USER]", doc: "every session ends, or those of one user", run: (control, [user]) => ({ ended: control.expireSessions(user) }) },
  "forget-events": { usage: "", doc: "vCenter throws its event history away", run: (control) => ({ forgotten: control.forgetEvents() }) },
  "restart": { usage: "[DURATION]", doc: "vCenter restarts and is away for that time of the lab's clock", run: async (control, [down = "0"], { wait }) => {
    const back = control.restart(down);
    if (wait !== false) await back;
  } },
  "truth": {
    usage: "files [DATASTORE] | users FILE | vm VM | effects [OPERATION [VM]] | calls | defects", doc: "what is really so",
    run(control, [what = "", first, second]) {
      switch (what) {
        case "files": return control.files(first);
        case "users": return control.users(first ?? "");
        case "vm": return control.vm(first ?? "");
        case "effects": return control.effects(first, second);
        case "calls": return control.calls();
        case "defects": return control.defects();
        default: throw refuseUnknown("truth", what, ["files", "users", "vm", "effects", "calls", "defects"]);
      }
    },
  },
  "call": {
    usage: "OBJECT METHOD [JSON]", doc: "any method of the API, arguments as JSON with names for things",
    run: (control, [on = "", method = "", json = "{}"], options) => control.operate({ on, method, args: parseJson(json), ...options }),
  },
};

export const verbs: Readonly<Record<string, Verb>> = { ...operationVerbs, ...labVerbs };

/** Answers what the verb found or did; LAB_ORDER_REFUSED for an unknown verb and for too few or too many words. */
export function runVerb(control: LabControl, words: readonly string[], options: VerbOptions): unknown {
  return verbOf(words).run(control, words.slice(1), options);
}

/** The verb that the first word names. LAB_ORDER_REFUSED as `runVerb`; nothing is done. */
export function verbOf([name = "", ...words]: readonly string[]): Verb {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) throw refuseUnknown("verb", name, Object.keys(verbs));
  const { least, most } = countsOf(verb.usage);
  if (words.length < least || words.length > most) throw refuse(`${name} has ${words.length} ${words.length === 1 ? "argument" : "arguments"}; allowed: ${name} ${verb.usage}`);
  return verb;
}

/** How many words a usage allows: what stands in brackets may be left out, "..." repeats. */
function countsOf(usage: string): { readonly least: number; readonly most: number } {
  if (usage.includes("|")) return { least: 1, most: 3 };
  const least = usage.replace(/\[.*\]/, "").split(" ").filter((word) => word !== "").length;
  const optional = [...usage.matchAll(/\[/g)].length;
  return { least, most: usage.includes("...") ? Infinity : least + optional };
}

/** "times=2" → { times: 2 }. */
function valuesOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw refuse(`"${pair}" is not KEY=VALUE`);
    const text = pair.slice(at + 1);
    return [pair.slice(0, at), /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text];
  }));
}

function parseJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw refuse(`"${text}" is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
