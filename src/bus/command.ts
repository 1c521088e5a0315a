/**
 * What a command on the bus is: its verb, whom it concerns, its arguments, and what is done about it. Loader, JSON Schema and page follow from this one description.
 * It carries out nothing; `command-door.ts` receives, `app` says what each verb does.
 */

/** `texts` is a list of texts; `time` is RFC 3339; `duration` as in policies, e.g. "2h"; `object` is any JSON object. */
export interface ArgSpec {
  readonly kind: "text" | "texts" | "time" | "duration" | "number" | "flag" | "object";
  readonly doc: string;
  readonly example: unknown;
  readonly optional?: true;
  /** Longest text, or most texts. */
  readonly most?: number;
  /** Regular expression that a text must match as a whole. */
  readonly pattern?: string;
}

export type ArgSpecs = Readonly<Record<string, ArgSpec>>;

interface Values {
  readonly text: string;
  readonly texts: readonly string[];
  readonly time: string;
  readonly duration: string;
  readonly number: number;
  readonly flag: boolean;
  readonly object: Readonly<Record<string, unknown>>;
}

export type ArgsOf<Specs extends ArgSpecs> = {
  readonly [Name in keyof Specs]: Values[Specs[Name]["kind"]] | (Specs[Name] extends { readonly optional: true } ? undefined : never);
};

/** A vCenter as its daemon knows it. */
export interface AttendedVCenter {
  readonly name: string;
  readonly instanceUuid: string;
}

export interface CommandCall<Args> {
  /** Chosen by the sender; a second command with it is refused. */
  readonly id: string;
  /** Who sends it, by the sender's own word; NATS permissions decide who may. */
  readonly sender: string;
  /** RFC 3339, the sender's clock. */
  readonly at: string;
  readonly args: Args;
  /** Those of this daemon that the command is about; empty for a command about the site. */
  readonly vcenters: readonly AttendedVCenter[];
  readonly signal: AbortSignal;
}

export interface CommandReply {
  readonly ok: boolean;
  /** DONE, or one of the COMMAND_ codes of docs/errors.md. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  readonly [more: string]: unknown;
}

/**
 * `site`: any one daemon answers. `vcenter`: the daemon that watches the vCenter named in `vcenter`. `daemons`: every daemon, or only that of
 * `vcenter` when it is given.
 */
export type CommandScope = "site" | "vcenter" | "daemons";

export interface CommandSpec<Specs extends ArgSpecs> {
  readonly verb: string;
  readonly summary: string;
  readonly scope: CommandScope;
  readonly args: Specs;
  /** What it throws becomes a reply with its words. */
  readonly handle: (call: CommandCall<ArgsOf<Specs>>) => Promise<CommandReply>;
}

export type Command = CommandSpec<ArgSpecs>;

/** Keeps the arguments' types inside the handler; outside all commands are alike. */
export function command<const Specs extends ArgSpecs>(spec: CommandSpec<Specs>): Command {
  return { ...spec, handle: (call) => spec.handle(call as CommandCall<ArgsOf<Specs>>) };
}

export function done(message: string, more: Readonly<Record<string, unknown>> = {}): CommandReply {
  return { ...more, ok: true, code: "DONE", message };
}

export function refused(code: string, message: string, more: Readonly<Record<string, unknown>> = {}): CommandReply {
  return { ...more, ok: false, code, message };
}
