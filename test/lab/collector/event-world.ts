/** A small world with events to be posted one by one, and a client of its event manager. */
import { postEvent } from "../../../src/lab/operations/post-event.js";
import { postEventEx } from "../../../src/lab/operations/post-event-ex.js";
import { ref, vim, type Ref, type VimObject, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { smallWorld, type SmallWorld } from "../support/small-world.js";
import { clientOf, shown, type CollectorClient } from "./collector-client.js";

export const eventManager = ref("EventManager", "EventManager");

/** A world whose events were posted one second after another. */
export function withEvents(): { readonly small: SmallWorld; readonly client: CollectorClient; readonly post: Readonly<Record<string, () => void>> } {
  const small = smallWorld();
  const { world, plain, clone, hosts } = small;
  const next = () => { world.clock.advance(1_000); };
  const post = {
    login: () => { next(); postEvent(world, "UserLoginSessionEvent", {}, { ipAddress: "10.0.0.1", locale: "en", sessionId: "1" }, { userName: "anna" }); },
    plainOn: () => { next(); postEvent(world, "VmPoweredOnEvent", { vm: plain }, {}, { userName: "anna" }); },
    cloneOff: () => { next(); postEvent(world, "VmPoweredOffEvent", { vm: clone }, {}, { userName: "" }); },
    hostLost: () => { next(); postEvent(world, "HostConnectionLostEvent", { host: hosts[0] }, {}, { userName: "" }); },
    reverted: () => { next(); postEventEx(world, "com.vmware.vc.vm.VmStateRevertedToSnapshot", { vm: plain }, { severity: "warning" }, { userName: "ben", message: "reverted" }); },
  };
  return { small, client: clientOf(world), post };
}

/** A new EventHistoryCollector. */
export async function collect(client: CollectorClient, filter: Record<string, VimValue> = {}): Promise<Ref> {
  return await client.call(eventManager, "CreateCollectorForEvents", { filter: vim("EventFilterSpec", filter) }) as Ref;
}

/** Classes of events, ids for those that have one. */
export const typesOf = (events: VimValue): string[] => (events as readonly VimObject[]).map((event) => (event["eventTypeId"] === undefined ? event.$type : shown(event["eventTypeId"]).replace("com.vmware.vc.vm.", "")));
