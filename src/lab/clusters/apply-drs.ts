/** DRS of a cluster as a specification changes it: what is not mentioned stays (vim-facts 7.7). It changes a draft only. */
import { flagIn, numberIn, objectIn, refIn, textIn, textOf } from "../wire/read-args.js";
import type { VimObject } from "../wire/vim-value.js";
import type { World } from "../world/world.js";
import { invalid, keyText, type ClusterDraft } from "./cluster-draft.js";

/** `config` is a ClusterDrsConfigInfo. */
export function applyDrs(draft: ClusterDraft, config: VimObject): void {
  const { drs } = draft;
  drs.enabled = flagIn(config, "enabled", drs.enabled);
  drs.behavior = (textIn(config, "defaultVmBehavior") as ClusterDraft["drs"]["behavior"] | undefined) ?? drs.behavior;
  drs.vmotionRate = numberIn(config, "vmotionRate") ?? drs.vmotionRate;
  if (drs.vmotionRate < 1 || drs.vmotionRate > 5) throw invalid("spec.drsConfig.vmotionRate");
}

/** `specs` are ClusterDrsVmConfigSpec. */
export function applyDrsVms(world: World, draft: ClusterDraft, specs: readonly VimObject[]): void {
  for (const spec of specs) {
    if (textOf(spec, "operation") === "remove") {
      if (!draft.drs.vms.delete(keyText(spec["removeKey"]))) throw invalid("spec.drsVmConfigSpec.removeKey");
      continue;
    }
    const info = objectIn(spec, "info");
    const vm = world.find("VirtualMachine", info && refIn(info, "key")?.value);
    if (info === undefined || vm === undefined) throw invalid("spec.drsVmConfigSpec.info.key");
    const behavior = textIn(info, "behavior") as ClusterDraft["drs"]["behavior"] | undefined;
    draft.drs.vms.set(vm.ref.value, { enabled: flagIn(info, "enabled", true), ...(behavior === undefined ? {} : { behavior }) });
  }
}
