/**
 * Which vCenter's line tells what concerns the daemon as a whole: one of them, so that there is one alert however many vCenters there are. It finds no concern itself.
 */
import type { Concern } from "../../streams/concern.js";

/** For the life of a daemon. */
export class OneVoice {
  #voice: string | undefined;

  /** What this vCenter's line has to tell. The line that asks first speaks for all, for only a line that takes turns asks; it does so until nothing is to be told any more. */
  toldBy(vcenter: string, concerns: readonly Concern[]): readonly Concern[] {
    if (concerns.length === 0) this.#voice = undefined;
    else this.#voice ??= vcenter;
    return this.#voice === vcenter ? concerns : [];
  }
}
