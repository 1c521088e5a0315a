/** What the control door answers, route by route; docs/lab.md lists the same. A route holds no rule of its own. */
import type { LabControl } from "./lab-control.js";
import type { Order } from "./operate.js";
import { refuse, refuseUnknown } from "./refuse.js";
import { runVerb, verbs } from "./verbs.js";

export interface RouteInput {
  /** The part of the path that stands for a name. */
  readonly name: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** ":name" stands for one name. */
  readonly pattern: string;
  readonly run: (control: LabControl, input: RouteInput) => unknown;
}

export const routes: readonly Route[] = [
  { method: "GET", pattern: "/", run: () => ({ routes: routes.map((each) => `${each.method} ${each.pattern}`), verbs: Object.entries(verbs).map(([name, { usage, doc }]) => ({ verb: `${name} ${usage}`.trim(), doc })) }) },
  { method: "GET", pattern: "/truth/files", run: (control, { query }) => control.files(query.get("datastore") ?? undefined) },
  { method: "GET", pattern: "/truth/users", run: (control, { query }) => control.users(query.get("file") ?? "") },
  { method: "GET", pattern: "/truth/vms/:name", run: (control, { name }) => control.vm(name) },
  { method: "GET", pattern: "/truth/effects", run: (control, { query }) => control.effects(query.get("operation") ?? undefined, query.get("entity") ?? undefined) },
  { method: "GET", pattern: "/truth/calls", run: (control) => control.calls() },
  { method: "GET", pattern: "/truth/tasks/:id", run: (control, { name }) => control.task(name) },
  { method: "GET", pattern: "/truth/defects", run: (control) => control.defects() },
  { method: "GET", pattern: "/clock", run: (control) => timeOf(control.now()) },
  { method: "POST", pattern: "/clock/advance", run: (control, { body }) => timeOf(control.advance(only(body, ["by"])["by"] as string)) },
  { method: "GET", pattern: "/nuisances", run: (control) => control.nuisances() },
  { method: "POST", pattern: "/nuisances", run: (control, { body }) => control.planNuisance(body) },
  { method: "DELETE", pattern: "/nuisances", run: (control) => { control.cancelNuisances(); } },
  { method: "DELETE", pattern: "/nuisances/:id", run: (control, { name }) => { control.cancelNuisances(Number(name)); } },
  { method: "POST", pattern: "/hosts/:name/fail", run: (control, { name }) => { control.failHost(name); } },
  { method: "POST", pattern: "/hosts/:name/return", run: (control, { name }) => { control.returnHost(name); } },
  { method: "POST", pattern: "/datastores/:name/space", run: (control, { name, body }) => { control.setSpace(name, only(body, ["size", "otherUsed", "free"])); } },
  { method: "POST", pattern: "/datastores/:name/accessible", run: (control, { name, body }) => { control.setAccessible(name, flag(body, "accessible")); } },
  { method: "POST", pattern: "/vms/:name/write", run: (control, { name, body }) => { const { bytes, disk } = only(body, ["bytes", "disk"]); control.write(name, bytes as string, disk as number | undefined); } },
  { method: "POST", pattern: "/vms/:name/ask", run: (control, { name, body }) => { control.ask(name, String(only(body, ["question"])["question"] ?? "")); } },
  { method: "POST", pattern: "/sessions/expire", run: (control, { body }) => ({ ended: control.expireSessions(only(body, ["user"])["user"] as string | undefined) }) },
  { method: "POST", pattern: "/events/forget", run: (control) => ({ forgotten: control.forgetEvents() }) },
  { method: "POST", pattern: "/restart", run: (control, { body }) => control.restart((only(body, ["downFor"])["downFor"] ?? 0)) },
  { method: "POST", pattern: "/operate", run: (control, { body }) => control.operate(orderOf(body)) },
  { method: "POST", pattern: "/do", run: (control, { body }) => runVerb(control, wordsOf(body), optionsOf(only(body, ["words", "via", "wait"]))) },
];

function timeOf(now: number): { readonly now: string } {
  return { now: new Date(now).toISOString() };
}

function only(body: RouteInput["body"], keys: readonly string[]): Readonly<Record<string, string | number | undefined>> {
  for (const key of Object.keys(body)) if (!keys.includes(key)) throw refuseUnknown("key of this order", key, keys);
  return body as Readonly<Record<string, string | number | undefined>>;
}

function flag(body: RouteInput["body"], key: string): boolean {
  const value = (only(body, [key]) as RouteInput["body"])[key];
  if (typeof value === "boolean") return value;
  throw refuse(`${key} is ${JSON.stringify(value)}; allowed: true or false`);
}

function orderOf(body: RouteInput["body"]): Order {
  const { on, method, type, args, userName } = only(body, ["on", "method", "type", "args", "via", "userName", "wait"]) as RouteInput["body"];
  if (typeof on !== "string" || typeof method !== "string") throw refuse('an operation needs "on" and "method", both texts');
  return {
    on, method, ...(typeof type === "string" ? { type } : {}), ...(typeof args === "object" && args !== null ? { args: args as Readonly<Record<string, unknown>> } : {}),
    ...(typeof userName === "string" ? { userName } : {}), ...optionsOf(body),
  };
}

function optionsOf({ via, wait }: RouteInput["body"]): { readonly via?: "vcenter" | "host"; readonly wait?: boolean } {
  if (via !== undefined && via !== "vcenter" && via !== "host") throw refuse(`via is ${JSON.stringify(via)}; allowed: vcenter, host`);
  return { ...(via === undefined ? {} : { via }), ...(typeof wait === "boolean" ? { wait } : {}) };
}

function wordsOf({ words }: RouteInput["body"]): readonly string[] {
  if (Array.isArray(words) && words.every((word) => typeof word === "string")) return words;
  throw refuse(`words is ${JSON.stringify(words)}; allowed: a list of texts, the verb first`);
}
