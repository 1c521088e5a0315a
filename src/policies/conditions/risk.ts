/** The restart risk of a clone group under a change that has not happened. It asks the same model as the field `group.risk`. */
import { groupHaRisk } from "../../inventory/ha-risk.js";
import type { CloneGroup } from "../../inventory/model.js";
import { groupType } from "../vocabulary/group.js";
import { MissingInput } from "../vocabulary/missing-input.js";
import { behindView } from "../vocabulary/view-type.js";
import type { FunctionSpec } from "./function-spec.js";

export const riskFunctions: readonly FunctionSpec[] = [{
  name: "riskIfMoreHosts",
  params: [{ name: "group", types: [groupType.name] }, { name: "hosts", types: ["int"] }],
  returns: "double",
  doc: "The worst restart risk (0 to 1) if members of the group were on so many more hosts of each cluster it is in, as after migrations or new clones. Everything else stays as it is.",
  call: (sight, view: object, more: bigint) => {
    const group = behindView(view) as CloneGroup;
    const { risk } = groupHaRisk(sight.inventory, group, sight.limitOf(group), Math.max(0, Number(more)));
    if (risk !== undefined) return risk.worst;
    sight.missing.add("group.risk");
    throw new MissingInput("group.risk");
  },
  examples: [["vm.linked && riskIfMoreHosts(vm.group, 0) == vm.group.risk.worst", true], ["vm.linked && riskIfMoreHosts(vm.group, 1) >= vm.group.risk.worst", true]],
}];
