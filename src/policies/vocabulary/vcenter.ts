/** The vCenter itself and how well tetherd sees it, as conditions see it. It shows no object of its inventory; those have policies of their own. */
import type { WatchedVCenter } from "../decision.js";
import { flag, int, moment, text } from "./field.js";
import { always, derived } from "./source.js";
import { viewType } from "./view-type.js";

const notRead = "its full state has not been read since tetherd started";

export const vcenterType = viewType<WatchedVCenter>("VCenter", "A vCenter, and how well tetherd sees it. It is judged while it is out of sight, too.", [
  text("instanceUuid", "Its instance UUID.", always("what it says about itself"), (vcenter) => vcenter.id),
  text("name", "Its name in the settings of tetherd.", always("the settings"), (vcenter) => vcenter.name),
  flag("inSight", "tetherd watches it now: it is logged in and has read the full state. Not true from the first failed attempt to watch it anew.", always("the session"), ({ outOfSightSince }) => outOfSightSince === undefined),
  moment("outOfSightSince", "When it last answered.", derived("the session", "it is in sight"), ({ outOfSightSince }) => timeOf(outOfSightSince)),
  flag("historyLost", "Events were gone before tetherd could read them, now or at any time before; see `historyLostAt`.", derived("the history of events", "no daemon is asked"), ({ history }) => (history === undefined ? undefined : history.lostAt !== undefined)),
  moment("historyLostAt", "When that was last found.", derived("the history of events", "`historyLost` is not true"), ({ history }) => timeOf(history?.lostAt)),
  flag("tasksReadable", "It lets tetherd see its tasks; while it does not, nobody knows which VMs are busy.", derived("whether a collector of tasks was granted", notRead), ({ tasksReadable }) => tasksReadable),
  int("vmCount", "VMs", "VMs and templates that tetherd sees; a missing permission looks like none.", derived("the inventory", notRead), ({ everRead }, { inventory }) => (everRead ? inventory.vms.size : undefined)),
  int("groupCount", "groups", "Clone groups among them.", derived("the inventory", notRead), ({ everRead }, { inventory }) => (everRead ? inventory.groups.size : undefined)),
]);

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
