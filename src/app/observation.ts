/** What a command that looks at vCenters is given: whole models, wherever they came from. Only shapes; nothing here reads anything. */
import type { Silence } from "../alerts/silence.js";
import type { Inventory } from "../inventory/inventory.js";
import type { World } from "../policies/decision.js";
import type { PolicyWork, UnknownVerdict } from "../streams/line-state.js";
import type { LiveEpisode } from "./door/wire.js";

export interface Looking {
  /** Never from a daemon. */
  readonly direct: boolean;
  /** From this daemon and no other. */
  readonly daemon: URL | undefined;
  /** Go on with what changes afterwards: `changes` may be called. */
  readonly follow: boolean;
  /** Is handed, sentence by sentence, where the model comes from and why it does not come from elsewhere. */
  readonly tell: (sentence: string) => void;
}

/** Only a daemon knows it. */
export interface Standing {
  /** Hash of the policies it judges by. */
  readonly policies: string | undefined;
  readonly episodes: readonly LiveEpisode[];
  readonly unknown: readonly UnknownVerdict[];
  readonly silences: readonly Silence[];
  readonly work: Readonly<Record<string, PolicyWork>>;
}

export interface Observation {
  readonly vcenter: string;
  readonly instanceUuid: string;
  readonly inventory: Inventory;
  /** What conditions see: the inventory, the host limit in force, the VMs that are busy. */
  readonly world: World;
  /** What policies hold against whom, with timers; undefined when it was read from vCenter, which knows nothing of it. */
  readonly standing?: () => Promise<Standing>;
  /**
   * With `follow`: yields after each change has been applied to `inventory`, and now and then when nothing changed. Throws what ends it.
   */
  changes(): AsyncIterable<unknown>;
}
