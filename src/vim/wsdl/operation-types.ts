/**
 * The schema of what is sent with calls that change something, fields in the order of vCenter's own WSDL (vim-facts 7.2, 7.3, 7.7,
 * appendix A). Only fields that tetherd sends are in it; never one whose place in the order is not certain.
 */

type Field = readonly [name: string, type: string, occurs?: "many"];

function type(name: string, base: string | undefined, fields: readonly Field[]): string {
  const sequence = `<xsd:sequence>${fields.map(([field, of, occurs]) => `<xsd:element name="${field}" type="${of}" minOccurs="0"${occurs === "many" ? ' maxOccurs="unbounded"' : ""}/>`).join("")}</xsd:sequence>`;
  const inside = base === undefined ? sequence : `<xsd:complexContent><xsd:extension base="vim25:${base}">${sequence}</xsd:extension></xsd:complexContent>`;
  return `<xsd:complexType name="${name}">${inside}</xsd:complexType>`;
}

const ref = "vim25:ManagedObjectReference";

/** Fields of the backings that can have a parent (vim-facts 6.3); the concrete type is said with xsi:type. */
const backing: readonly Field[] = [["fileName", "xsd:string"], ["datastore", ref], ["diskMode", "xsd:string"], ["thinProvisioned", "xsd:boolean"], ["parent", "vim25:VirtualDeviceBackingInfo"]];

export const operationTypes = [
  type("OptionValue", undefined, [["key", "xsd:string"], ["value", "xsd:anyType"]]),
  type("VirtualDeviceBackingInfo", undefined, backing),
  type("VirtualDevice", undefined, [["key", "xsd:int"], ["backing", "vim25:VirtualDeviceBackingInfo"], ["controllerKey", "xsd:int"], ["unitNumber", "xsd:int"], ["capacityInKB", "xsd:long"]]),
  type("VirtualDeviceConfigSpec", undefined, [["operation", "xsd:string"], ["fileOperation", "xsd:string"], ["device", "vim25:VirtualDevice"]]),
  type("VirtualMachineConfigSpec", undefined, [["changeVersion", "xsd:string"], ["deviceChange", "vim25:VirtualDeviceConfigSpec", "many"], ["extraConfig", "vim25:OptionValue", "many"]]),
  type("VirtualMachineRelocateSpec", undefined, [["datastore", ref], ["diskMoveType", "xsd:string"], ["pool", ref], ["host", ref]]),
  type("VirtualMachineCloneSpec", undefined, [
    ["location", "vim25:VirtualMachineRelocateSpec"], ["template", "xsd:boolean"], ["config", "vim25:VirtualMachineConfigSpec"], ["powerOn", "xsd:boolean"], ["snapshot", ref],
  ]),
  type("ClusterRuleInfo", undefined, [
    ["key", "xsd:int"], ["enabled", "xsd:boolean"], ["name", "xsd:string"], ["mandatory", "xsd:boolean"], ["vmGroupName", "xsd:string"], ["affineHostGroupName", "xsd:string"],
  ]),
  type("ClusterGroupInfo", undefined, [["name", "xsd:string"], ["vm", ref, "many"], ["host", ref, "many"]]),
  type("ClusterRuleSpec", undefined, [["operation", "xsd:string"], ["removeKey", "xsd:anyType"], ["info", "vim25:ClusterRuleInfo"]]),
  type("ClusterGroupSpec", undefined, [["operation", "xsd:string"], ["removeKey", "xsd:anyType"], ["info", "vim25:ClusterGroupInfo"]]),
  type("ComputeResourceConfigSpec", undefined, [["rulesSpec", "vim25:ClusterRuleSpec", "many"], ["groupSpec", "vim25:ClusterGroupSpec", "many"]]),
].join("\n");
