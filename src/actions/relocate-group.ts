/**
 * `relocate-group`: moves a whole clone group to another datastore while it stays linked, one member after the other (vim-facts 7.2,
 * moveAllDiskBackingsAndAllowSharing). Who belongs to it is settled before the first move, for with it the group falls apart until the last.
 */
import { datastoreOf } from "../inventory/file-key.js";
import { foreseeRelocateGroup, memberMove, relocationOrder } from "../inventory/foresight/relocate-group.js";
import { homeDatastore } from "../inventory/foresight/promote-vm.js";
import type { InventoryView } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";
import type { Action, ActionGround, Assignment } from "./action.js";
import { forecastOf } from "./forecast.js";
import { memoOf, type GroupMemo } from "./group-memo.js";
import { evidenceOf, refused, satisfied, unknown, type NextStep, type NoStep } from "./next-step.js";
import { notMounted, tooManyHosts } from "./out-of-reach.js";
import { lacksRoom } from "./space-guard.js";
import { targetDatastore } from "./target-datastore.js";
import { busy, count, isNoStep, touchesOf, vmAtHand } from "./vm-at-hand.js";

const hourMs = 3_600_000;

export const relocateGroup: Action = {
  verb: "relocate-group",
  doc: "Move a whole clone group to another datastore and keep it linked (RelocateVM, member by member).",
  each: ["group"],
  leadsTo: "datastore",
  params: { datastore: { type: "string", required: true, example: "ds-fast", doc: "Name or reference of the datastore." } },
  repetition: "convergent",
  operations: ["RelocateVM_Task"],
  validForMs: { requested: 24 * hourMs, proposed: 24 * hourMs, shadow: hourMs },
  next: nextMember,
  evidence: (ground, assignment) => evidenceOf(nextMember(ground, assignment)),
  forecast: (ground, { id }, params) => {
    const { inventory } = ground;
    const group = inventory.groups.get(id);
    const target = targetDatastore(inventory, params);
    const missing = [...(group === undefined ? [`the group ${id}`] : []), ...(isNoStep(target) ? ["the datastore"] : [])];
    const foreseen = group === undefined || isNoStep(target) ? { copied: [], space: [], missing } : foreseeRelocateGroup(inventory, group.members, target);
    return forecastOf(ground, { ...foreseen, deleted: foreseen.copied, folded: [] });
  },
  reasons: ({ inventory }, { id }, params) => {
    const group = inventory.groups.get(id);
    return [`Clone group ${group?.name ?? id}${group === undefined ? "" : ` (${count(group.members.length, "VM")})`} is to live on the datastore "${String(params["datastore"])}"`];
  },
};

function nextMember(ground: ActionGround, { subject, params, memo }: Assignment): NextStep {
  const { inventory } = ground;
  const target = targetDatastore(inventory, params);
  if (isNoStep(target)) return target;
  const plan = memoOf(memo) ?? plannedNow(ground, subject.id, target);
  if ("kind" in plan) return plan;
  const at = inventory.datastores.get(target)?.name ?? target;
  const here = plan.members.filter(({ vm, uuid }) => isStill(inventory, vm, uuid)).map(({ vm }) => vm);
  const places = here.map((vm) => ({ vm, there: isThere(inventory, vm, target) }));
  const done = places.filter(({ there }) => there === true).length;
  const next = places.find(({ there }) => there !== true)?.vm;
  const standing = `${done} of ${count(here.length, "member")} of clone group ${plan.name} ${done === 1 ? "is" : "are"} on ${at}`;
  if (next === undefined) return satisfied(`${standing}${here.length < plan.members.length ? `; ${plan.members.length - here.length} more left vCenter meanwhile` : ""}.`);
  const found = vmAtHand(ground, next, undefined);
  if (isNoStep(found)) return placed(found, standing);
  const { vm, name } = found;
  if (places.find((place) => place.vm === next)?.there === undefined) return unknown(`config.files.vmPathName and backing.datastore of ${next}`);
  const { bytes, shared } = memberMove(inventory, next, target, new Set(plan.brought));
  const hindrance = notMounted(inventory, vm.host, target, name) ?? lacksRoom(inventory, name, [{ datastore: target, copiedBytes: bytes, freedBytes: 0, freedAtMostBytes: 0, freeAfterBytes: undefined }]) ?? busy(ground, vm);
  if (hindrance !== undefined) return placed(hindrance, standing);
  const from = inventory.usesOf(next).flatMap(({ file }) => datastoreOf(file.key) ?? []);
  return {
    kind: "operation", operation: { kind: "RelocateVM_Task", vm: next, datastore: target, diskMoveType: "moveAllDiskBackingsAndAllowSharing" },
    why: `${standing}; next is ${name}.`, progress: { done, total: here.length },
    touches: touchesOf(vm, [target, ...from], [{ datastore: target, bytes }]),
    memo: { ...plan, brought: [...new Set([...plan.brought, ...shared])].sort() } satisfies GroupMemo,
  };
}

function plannedNow(ground: ActionGround, id: string, target: Ref): GroupMemo | NoStep {
  const { inventory } = ground;
  const group = inventory.groups.get(id);
  if (group === undefined) return refused(`There is no clone group ${id} any more.`);
  const crowd = tooManyHosts(ground, group, { datastore: target });
  if (crowd !== undefined) return crowd;
  const members = relocationOrder(inventory, group).map((vm) => ({ vm, uuid: inventory.vms.get(vm)?.instanceUuid ?? null }));
  const unnamed = members.filter(({ uuid }) => uuid === null);
  if (unnamed.length > 0) return unknown(...unnamed.map(({ vm }) => `config.instanceUuid of ${vm}`));
  return { name: group.name, members, brought: [] };
}

/** A member that has gone, or whose reference has come to mean another VM, needs no move. */
function isStill({ vms }: InventoryView, ref: Ref, uuid: string | null): boolean {
  const vm = vms.get(ref);
  return vm !== undefined && (vm.instanceUuid === undefined || vm.instanceUuid === uuid);
}

/** Whether the VM's home and every file it has are on the target; undefined while some place is not known. */
function isThere(inventory: InventoryView, vm: Ref, target: Ref): boolean | undefined {
  const places = [homeDatastore(inventory, vm), ...inventory.usesOf(vm).map(({ file }) => datastoreOf(file.key))];
  if (inventory.vms.get(vm)?.disks === undefined || places.includes(undefined)) return undefined;
  return places.every((place) => place === target);
}

/** The same answer, with where the whole stands. */
function placed(answer: NoStep, standing: string): NoStep {
  return answer.kind === "unknown" ? answer : { ...answer, reasons: [...answer.reasons, `So far, ${standing}.`] };
}
