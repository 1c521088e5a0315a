/** HA of a cluster as a specification changes it: what is not mentioned stays (vim-facts 7.7). It changes a draft only. */
import { flagIn, numberIn, objectIn, objectsIn, refIn, textIn, textOf } from "../wire/read-args.js";
import { isTypedValue, type VimObject } from "../wire/vim-value.js";
import type { RestartPriority } from "../world/entities.js";
import type { World } from "../world/world.js";
import { invalid, keyText, type ClusterDraft } from "./cluster-draft.js";

const priorities: readonly string[] = ["disabled", "lowest", "low", "medium", "high", "highest", "clusterRestartPriority"] satisfies RestartPriority[];

/** `config` is a ClusterDasConfigInfo. An option with an empty value is taken away. */
export function applyDas(draft: ClusterDraft, config: VimObject): void {
  const { das } = draft;
  das.enabled = flagIn(config, "enabled", das.enabled);
  das.admissionControlEnabled = flagIn(config, "admissionControlEnabled", das.admissionControlEnabled);
  const monitoring = textIn(config, "hostMonitoring");
  if (monitoring !== undefined) das.hostMonitoring = monitoring === "enabled";
  const policy = objectIn(config, "admissionControlPolicy");
  das.failoverLevel = (policy && numberIn(policy, "failoverLevel")) ?? numberIn(config, "failoverLevel") ?? das.failoverLevel;
  if (das.failoverLevel < 0) throw invalid("spec.dasConfig.failoverLevel");
  const priority = textIn(objectIn(config, "defaultVmSettings") ?? {}, "restartPriority");
  if (priority !== undefined) das.restartPriority = priorityOf(priority, "spec.dasConfig.defaultVmSettings.restartPriority");
  for (const option of objectsIn(config, "option")) setOption(das.options, option);
}

/** `specs` are ClusterDasVmConfigSpec: add and edit are one, as each VM has one entry. */
export function applyDasVms(world: World, draft: ClusterDraft, specs: readonly VimObject[]): void {
  for (const spec of specs) {
    if (textOf(spec, "operation") === "remove") {
      if (!draft.das.vms.delete(keyText(spec["removeKey"]))) throw invalid("spec.dasVmConfigSpec.removeKey");
      continue;
    }
    const info = objectIn(spec, "info");
    const vm = world.find("VirtualMachine", info && refIn(info, "key")?.value);
    if (info === undefined || vm === undefined) throw invalid("spec.dasVmConfigSpec.info.key");
    const priority = textIn(objectIn(info, "dasSettings") ?? {}, "restartPriority") ?? textIn(info, "restartPriority");
    draft.das.vms.set(vm.ref.value, priority === undefined ? {} : { restartPriority: priorityOf(priority, "spec.dasVmConfigSpec.info.dasSettings.restartPriority") });
  }
}

function setOption(options: Map<string, string>, option: VimObject): void {
  const value = isTypedValue(option["value"]) ? option["value"].value : option["value"];
  const text = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  if (text === "") options.delete(textOf(option, "key"));
  else options.set(textOf(option, "key"), text);
}

function priorityOf(text: string, property: string): RestartPriority {
  if (!priorities.includes(text)) throw invalid(property);
  return text as RestartPriority;
}
