/**
 * What tests and rehearsals may do to a lab beside the VIM interface, as plain functions. The HTTP door and the command line are thin faces of this;
 * names or managed object ids are accepted everywhere, and what makes no sense is refused with LAB_ORDER_REFUSED.
 */
import { setAccessible } from "../datastores/set-accessible.js";
import { growDisk } from "../disks/grow-disk.js";
import { failHost, returnHost } from "../ha/fail-host.js";
import type { MethodTable } from "../methods/method.js";
import { ask } from "../power/question.js";
import { endSession } from "../server/open-session.js";
import { VimFault } from "../wire/vim-fault.js";
import type { Effect } from "../world/effects.js";
import type { PlannedNuisance } from "../world/nuisances.js";
import type { World } from "../world/world.js";
import { bytesOf, durationOf } from "./amounts.js";
import { findNamed } from "./find-named.js";
import { operate, outcomeOf, type Order, type Outcome } from "./operate.js";
import { planNuisance, type NuisanceOrder } from "./plan-nuisance.js";
import { refuse, refuseUnknown } from "./refuse.js";
import { setSpace } from "./set-datastore.js";
import { truthOfFiles, truthOfUsers, truthOfVm, type FileTruth, type VmTruth } from "./truth.js";

/** Ms, or a text such as "10m". */
export type Duration = number | string;

/** `free`: others use whatever leaves just this free. */
export interface SpaceOrder {
  readonly size?: number | string;
  readonly otherUsed?: number | string;
  readonly free?: number | string;
}

export interface LabControl {
  /** The lab's time, ms since the epoch. */
  now(): number;
  /** Moves the lab's time forward and runs what falls due; answers the new time. */
  advance(by: Duration): number;
  files(datastore?: string): readonly FileTruth[];
  users(file: string): readonly string[];
  vm(name: string): VmTruth;
  /** What operations really did, of one operation and on one object where given. */
  effects(operation?: string, entity?: string): readonly Effect[];
  /** Calls by WSDL name since the start. */
  calls(): Readonly<Record<string, number>>;
  task(id: string): Outcome;
  /** Errors of the lab itself; anything here is a defect of the lab. */
  defects(): readonly string[];
  nuisances(): readonly PlannedNuisance[];
  planNuisance(order: NuisanceOrder): PlannedNuisance;
  /** One, or all. */
  cancelNuisances(id?: number): void;
  failHost(name: string): void;
  returnHost(name: string): void;
  /** Each in bytes or as "10 GiB". */
  setSpace(datastore: string, space: SpaceOrder): void;
  setAccessible(datastore: string, accessible: boolean): void;
  /** The guest writes so many bytes (or "2 GiB") to one disk (device key) or to each. */
  write(vm: string, bytes: number | string, disk?: number): void;
  /** The VM waits to be answered (AnswerVM). */
  ask(vm: string, question: string): void;
  /** Ends every session, or those of one user; answers how many. */
  expireSessions(userName?: string): number;
  /** vCenter throws its event history away; answers how many events that were. */
  forgetEvents(): number;
  /** vCenter restarts: sessions are gone, connections cut, nobody answers for a while of the lab's time; ids and tasks stay. */
  restart(downFor?: Duration): Promise<void>;
  operate(order: Order): Promise<Outcome>;
}

/** `restartServer` ends and reopens the VIM door, with the lab's time in ms in between. */
export function createControl(world: World, methods: MethodTable, restartServer: (downMs: number) => Promise<void>): LabControl {
  const endSessions = (userName?: string): number => {
    const doomed = [...world.sessions.values()].filter((session) => userName === undefined || session.userName === userName);
    for (const session of doomed) endSession(world, session);
    return doomed.length;
  };
  return {
    now: () => world.clock.now(),
    advance(by) {
      world.clock.advance(durationOf(by, "by"));
      return world.clock.now();
    },
    files: (datastore) => truthOfFiles(world, datastore),
    users: (file) => truthOfUsers(world, file),
    vm: (name) => truthOfVm(world, name),
    effects: (operation, entity) => world.effects.all().filter((each) => (operation === undefined || each.operation === operation) && (entity === undefined || each.entity.value === entity || each.entityName === entity)),
    calls: () => Object.fromEntries([...world.calls].sort(([a], [b]) => (a < b ? -1 : 1))),
    task(id) {
      const task = world.tasks.get(id);
      if (task === undefined) throw refuseUnknown("task", id, [...world.tasks.all()].map((each) => each.ref.value));
      return outcomeOf(task);
    },
    defects: () => world.defects.map((each) => each.stack ?? each.message),
    nuisances: () => world.nuisances.all(),
    planNuisance: (order) => planNuisance(world, order),
    cancelNuisances(id) {
      if (id === undefined) world.nuisances.clear();
      else if (!world.nuisances.cancel(id)) throw refuse(`there is no planned nuisance ${id}`);
    },
    failHost: (name) => { failHost(world, findNamed(world, "HostSystem", name)); },
    returnHost: (name) => { returnHost(world, findNamed(world, "HostSystem", name)); },
    setSpace: (datastore, { size, otherUsed, free }) => {
      setSpace(world, findNamed(world, "Datastore", datastore), {
        ...(size === undefined ? {} : { sizeBytes: bytesOf(size, "size") }),
        ...(otherUsed === undefined ? {} : { otherUsedBytes: bytesOf(otherUsed, "otherUsed") }),
        ...(free === undefined ? {} : { freeBytes: bytesOf(free, "free") }),
      });
    },
    setAccessible: (datastore, accessible) => { setAccessible(world, findNamed(world, "Datastore", datastore), accessible); },
    write(name, bytes, disk) {
      const vm = findNamed(world, "VirtualMachine", name);
      refusingFaults(() => {
        for (const key of disk === undefined ? vm.disks.map((each) => each.key) : [disk]) growDisk(world, vm, key, bytesOf(bytes, "bytes"));
      });
    },
    forgetEvents: () => world.events.forget(),
    ask: (vm, question) => { ask(world, findNamed(world, "VirtualMachine", vm), question); },
    expireSessions: endSessions,
    async restart(downFor = 0) {
      endSessions();
      await restartServer(durationOf(downFor, "downFor"));
    },
    operate: (order) => operate(world, methods, order),
  };
}

function refusingFaults(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof VimFault) throw refuse(`${error.message} (${error.type})`);
    throw error;
  }
}
