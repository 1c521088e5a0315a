/**
 * The hand-written WSDL from which the soap package makes its client: only the operations tetherd uses, parameters in vCenter's order
 * (vim-facts 1.8, 3.2, 4, 5.1, 7). The part that is alike for every operation is written by the loop below.
 */
import { operationTypes } from "./operation-types.js";
import { vimTypes } from "./vim-types.js";

type Parameter = readonly [name: string, type: string, occurs?: "optional" | "many"];

interface Operation {
  /** After `_this`. */
  readonly parameters: readonly Parameter[];
  /** Type of `returnval`; none where nothing is returned or the answer is decoded as a stream. */
  readonly returns?: string;
}

const operations = {
  RetrieveServiceContent: { parameters: [], returns: "vim25:ServiceContent" },
  // Kept as text: a Date would lose the microseconds that order positions.
  CurrentTime: { parameters: [], returns: "xsd:string" },
  Login: { parameters: [["userName", "xsd:string"], ["password", "xsd:string"], ["locale", "xsd:string", "optional"]], returns: "vim25:UserSession" },
  Logout: { parameters: [] },
  CreatePropertyCollector: { parameters: [], returns: "vim25:ManagedObjectReference" },
  DestroyPropertyCollector: { parameters: [] },
  CreateFilter: { parameters: [["spec", "vim25:PropertyFilterSpec"], ["partialUpdates", "xsd:boolean"]], returns: "vim25:ManagedObjectReference" },
  DestroyPropertyFilter: { parameters: [] },
  WaitForUpdatesEx: { parameters: [["version", "xsd:string", "optional"], ["options", "vim25:WaitOptions", "optional"]] },
  CancelWaitForUpdates: { parameters: [] },
  RetrievePropertiesEx: { parameters: [["specSet", "vim25:PropertyFilterSpec", "many"], ["options", "vim25:RetrieveOptions"]] },
  ContinueRetrievePropertiesEx: { parameters: [["token", "xsd:string"]] },
  CreateContainerView: {
    parameters: [["container", "vim25:ManagedObjectReference"], ["type", "xsd:string", "many"], ["recursive", "xsd:boolean"]],
    returns: "vim25:ManagedObjectReference",
  },
  CreateCollectorForEvents: { parameters: [["filter", "vim25:EventFilterSpec"]], returns: "vim25:ManagedObjectReference" },
  ReadNextEvents: { parameters: [["maxCount", "xsd:int"]] },
  CreateCollectorForTasks: { parameters: [["filter", "vim25:TaskFilterSpec"]], returns: "vim25:ManagedObjectReference" },
  ReadNextTasks: { parameters: [["maxCount", "xsd:int"]] },
  SetCollectorPageSize: { parameters: [["maxCount", "xsd:int"]] },
  DestroyCollector: { parameters: [] },
  HasPrivilegeOnEntities: { parameters: [["entity", "vim25:ManagedObjectReference", "many"], ["sessionId", "xsd:string"], ["privId", "xsd:string", "many"]] },
  CancelTask: { parameters: [] },
  CreateSnapshot_Task: {
    parameters: [["name", "xsd:string"], ["description", "xsd:string", "optional"], ["memory", "xsd:boolean"], ["quiesce", "xsd:boolean"]], returns: "vim25:ManagedObjectReference",
  },
  RemoveSnapshot_Task: { parameters: [["removeChildren", "xsd:boolean"], ["consolidate", "xsd:boolean", "optional"]], returns: "vim25:ManagedObjectReference" },
  RemoveAllSnapshots_Task: { parameters: [["consolidate", "xsd:boolean", "optional"]], returns: "vim25:ManagedObjectReference" },
  RevertToSnapshot_Task: { parameters: [["host", "vim25:ManagedObjectReference", "optional"], ["suppressPowerOn", "xsd:boolean", "optional"]], returns: "vim25:ManagedObjectReference" },
  CloneVM_Task: {
    parameters: [["folder", "vim25:ManagedObjectReference"], ["name", "xsd:string"], ["spec", "vim25:VirtualMachineCloneSpec"]], returns: "vim25:ManagedObjectReference",
  },
  PromoteDisks_Task: { parameters: [["unlink", "xsd:boolean"], ["disks", "vim25:VirtualDevice", "many"]], returns: "vim25:ManagedObjectReference" },
  ConsolidateVMDisks_Task: { parameters: [], returns: "vim25:ManagedObjectReference" },
  RelocateVM_Task: { parameters: [["spec", "vim25:VirtualMachineRelocateSpec"], ["priority", "xsd:string", "optional"]], returns: "vim25:ManagedObjectReference" },
  ReconfigVM_Task: { parameters: [["spec", "vim25:VirtualMachineConfigSpec"]], returns: "vim25:ManagedObjectReference" },
  Destroy_Task: { parameters: [], returns: "vim25:ManagedObjectReference" },
  ReconfigureComputeResource_Task: { parameters: [["spec", "vim25:ComputeResourceConfigSpec"], ["modify", "xsd:boolean"]], returns: "vim25:ManagedObjectReference" },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

const entries: readonly (readonly [string, Operation])[] = Object.entries(operations);

function element([name, type, occurs]: Parameter): string {
  const bounds = occurs === undefined ? "" : occurs === "many" ? ' minOccurs="0" maxOccurs="unbounded"' : ' minOccurs="0"';
  return `<xsd:element name="${name}" type="${type}"${bounds}/>`;
}

function elements(each: (name: string, operation: Operation) => string): string {
  return entries.map(([name, operation]) => each(name, operation)).join("\n");
}

export const vimWsdl = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns:vim25="urn:vim25" targetNamespace="urn:vim25">
<types><xsd:schema targetNamespace="urn:vim25" elementFormDefault="qualified" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:vim25="urn:vim25">
${vimTypes}
${operationTypes}
${elements((name, { parameters, returns }) => `<xsd:element name="${name}"><xsd:complexType><xsd:sequence>
  ${[["_this", "vim25:ManagedObjectReference"] as const, ...parameters].map(element).join("\n  ")}
</xsd:sequence></xsd:complexType></xsd:element>
<xsd:element name="${name}Response"><xsd:complexType><xsd:sequence>${returns === undefined ? "" : element(["returnval", returns, "optional"])}</xsd:sequence></xsd:complexType></xsd:element>`)}
</xsd:schema></types>
${elements((name) => `<message name="${name}RequestMsg"><part name="parameters" element="vim25:${name}"/></message>
<message name="${name}ResponseMsg"><part name="parameters" element="vim25:${name}Response"/></message>`)}
<portType name="VimPortType">
${elements((name) => `<operation name="${name}"><input message="vim25:${name}RequestMsg"/><output message="vim25:${name}ResponseMsg"/></operation>`)}
</portType>
<binding name="VimBinding" type="vim25:VimPortType">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${elements((name) => `<operation name="${name}"><soap:operation soapAction="urn:vim25" style="document"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>`)}
</binding>
<service name="VimService"><port binding="vim25:VimBinding" name="VimPort"><soap:address location="https://localhost/sdk"/></port></service>
</definitions>
`;

/** Names of the parameters after `_this`, in vCenter's order. */
export function operationParameters(operation: OperationName): readonly string[] {
  return operations[operation].parameters.map(([name]) => name);
}
