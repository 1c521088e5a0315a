/**
 * The whole model of each vCenter for commands that look: from a running daemon where there is one, else from vCenter directly. It says which,
 * and it leaves no session behind.
 */
import { SettingsError } from "../settings/errors.js";
import type { Settings } from "../settings/settings.js";
import { DoorError } from "./door/errors.js";
import { findDaemon } from "./door/find-daemon.js";
import { readStanding } from "./door/read-standing.js";
import { readModel, type DoorModel } from "./door/read-model.js";
import type { Looking, Observation } from "./observation.js";
import { openDirectly } from "./read-directly.js";

/** Side by side; throws what opening or reading any of them throws. */
export async function observeAll(settings: Settings, looking: Looking, signal: AbortSignal): Promise<readonly Observation[]> {
  if (settings.vcenters.length === 0) throw new SettingsError("SETTINGS_INVALID", "Cannot look at clone groups as at least one vCenter must be given: there is none", { hint: "Set TETHERD_VCENTER_URL, or vcenters in the file given with --config" });
  const found = looking.direct ? { kind: "none" } as const : await findDaemon(settings, looking.daemon, signal);
  if (found.kind === "other") looking.tell(found.why);
  return Promise.all(settings.vcenters.map(async (vcenter): Promise<Observation> => {
    const observation = found.kind === "door" ? await throughDoor(found.door, vcenter.name, settings, looking, signal) : undefined;
    if (observation !== undefined) return observation;
    const direct = await openDirectly(vcenter, settings, looking.follow, signal);
    looking.tell(`read from vCenter ${vcenter.name} directly`);
    return direct;
  }));
}

/** Undefined when the daemon has nothing whole to show, which is told; a daemon that was named must have it. */
async function throughDoor(door: URL, vcenter: string, settings: Settings, { daemon, follow, tell }: Looking, signal: AbortSignal): Promise<Observation | undefined> {
  try {
    const model = await readModel(door, vcenter, { follow, signal });
    tell(`read from the daemon at ${door.host}${settings.vcenters.length === 1 ? "" : `, vCenter ${vcenter}`}, ${ageText(model.header.dataAgeMs)} old`);
    return { ...observationOf(model, settings), standing: async () => readStanding(door, vcenter, signal) };
  } catch (error) {
    if (daemon !== undefined || !(error instanceof DoorError)) throw error;
    tell(`the daemon at ${door.host} is passed over: ${error.message}`);
    return undefined;
  }
}

function observationOf(model: DoorModel, settings: Settings): Observation {
  const { header, inventory } = model;
  const { busy } = header;
  const busyWith = new Map((busy ?? []).flatMap(([vm, operation]) => (operation === null ? [] : [[vm, operation] as const])));
  return {
    vcenter: header.vcenter, instanceUuid: header.instanceUuid, inventory, changes: () => model.changes(),
    world: {
      inventory, hostLimit: settings.hostLimit ?? header.hostLimit, busyVms: busy === undefined ? undefined : new Set(busy.map(([vm]) => vm)), busyWith, now: Date.now() - header.dataAgeMs,
      vcenter: { id: header.instanceUuid, name: header.vcenter, outOfSightSince: undefined, history: { lostAt: header.historyLostAt }, tasksReadable: busy !== undefined, everRead: true },
    },
  };
}

function ageText(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1_000))} s`;
}
