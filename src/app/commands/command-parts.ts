/** What the handlers of commands work on; the daemon makes it, and a handler takes what it needs. It contains no handler. */
import type { ExecutorWorld } from "../../streams/executor/context.js";
import type { ActionJournal } from "../../streams/executor/journal-port.js";
import type { Operator } from "../../streams/executor-ports.js";
import type { SilenceBook } from "../../bus/silence-book.js";

export interface CommandParts {
  /** Loads the policies anew; `problem` says why they stayed as they were. */
  readonly reload: () => Promise<{ readonly inForce: number; readonly hash: string; readonly problem?: string | undefined }>;
  /** Makes the line of this vCenter (its name) read the full state again. */
  readonly resync: (vcenter: string) => void;
  readonly silences: Pick<SilenceBook, "all" | "get" | "put">;
  /** Labels of the alerts that fire now, of the vCenters that this daemon sees. */
  readonly firing: () => readonly Readonly<Record<string, string>>[];
  /** By name or instance UUID. Gives how many alerts were resolved, or a sentence saying why not. */
  readonly forget: (vcenter: string, signal: AbortSignal) => Promise<string | number>;
  /** The journal of actions. Throws where this daemon carries out none. */
  readonly journal: () => ActionJournal;
  /** What is needed to act on a vCenter (its name) by hand; undefined where this daemon carries out no actions. */
  readonly hands: (vcenter: string) => Pick<ExecutorWorld, "look"> & Pick<Operator, "show" | "lackedPrivileges"> | undefined;
  /** ms since the epoch. */
  readonly now: () => number;
}
