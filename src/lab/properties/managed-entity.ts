/** The properties that every managed entity has, from folders to virtual machines. Alarms, tags and custom values are not modelled: those lists are empty. */
import { permissionsAtRoot } from "../methods/service/roles.js";
import type { Ref, VimValue } from "../wire/vim-value.js";
import type { Session } from "../world/sessions.js";
import { rootFolderRef, type World } from "../world/world.js";
import { escapeName } from "../inventory/entity-name.js";
import type { Properties } from "./property-table.js";

/** What every entity of the world has. */
export interface NamedEntity {
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref | undefined;
}

export type EntityStatus = "gray" | "green" | "yellow" | "red";

/** `status` is overallStatus; `disabled` the WSDL names of what the object would refuse right now. */
export function managedEntityProperties<T extends NamedEntity>(
  status: (world: World, entity: T) => EntityStatus = () => "green",
  disabled: (world: World, entity: T) => readonly string[] = () => [],
): Properties<T> {
  return {
    parent: (_world, entity) => entity.parent,
    customValue: () => [],
    overallStatus: status,
    configStatus: () => "green",
    configIssue: () => [],
    effectiveRole: (world, _entity, session) => rolesOf(world, session),
    permission: (world, entity) => (entity.ref.value === rootFolderRef.value ? permissionsAtRoot(world) : []),
    name: (_world, entity) => escapeName(entity.name),
    disabledMethod: disabled,
    recentTask: (world, entity) => recentTasksOf(world, entity.ref.value),
    declaredAlarmState: () => [],
    triggeredAlarmState: () => [],
    alarmActionsEnabled: () => true,
    tag: () => [],
    value: () => [],
    availableField: () => [],
  };
}

/** The one role that a user has over the whole inventory; nobody has none. */
function rolesOf(world: World, session: Session | undefined): readonly VimValue[] {
  return permissionsAtRoot(world).filter((each) => each["principal"] === session?.userName).map((each) => each["roleId"]);
}

/** Tasks shown at the object, in the order in which they were queued; the task book forgets old ones itself. */
function recentTasksOf(world: World, entity: string): readonly Ref[] {
  return [...world.tasks.ofEntity(entity)].filter((task) => task.hidden !== true).map((task) => task.ref);
}
