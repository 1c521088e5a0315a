/**
 * A vCenter that is only asked for updates when its lab has changed since it was last seen to have nothing new: virtual time leaps, and most
 * leaps bring nothing. It changes nothing of what is answered.
 */
import type { UpdateBatch, VCenter, Watch } from "../streams/ports.js";

const nothing: UpdateBatch = { updates: [], truncated: false, historyChanged: false };

/** `changes`: a number that grows with every change of the lab. */
export function unlessQuiet(vcenter: VCenter, changes: () => number): VCenter {
  return { name: vcenter.name, open: async (positionOf, signal) => watchUnlessQuiet(await vcenter.open(positionOf, signal), changes) };
}

function watchUnlessQuiet(watch: Watch, changes: () => number): Watch {
  let quietAt: number | undefined;
  return {
    about: watch.about, gaps: watch.gaps,
    async waitForUpdates(maxWaitSeconds, signal) {
      const before = changes();
      if (before === quietAt) return nothing;
      const batch = await watch.waitForUpdates(maxWaitSeconds, signal);
      if (batch.updates.length === 0 && !batch.truncated && !batch.historyChanged) quietAt = before;
      return batch;
    },
    readHistory: (signal) => watch.readHistory(signal),
    readTasks: (tasks, signal) => watch.readTasks(tasks, signal),
    close: () => watch.close(),
  };
}
