import { describe, expect, it } from "vitest";
import { decodeRequest, readSoapAction, type VimRequest } from "../../../src/lab/wire/decode-request.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { ref, typed, vim } from "../../../src/lab/wire/vim-value.js";
import { envelope } from "../support/soap-client.js";

const newest = [8, 0, 3, 0];
const decode = (inside: string, version: readonly number[] = newest): VimRequest => decodeRequest(envelope(inside), version);

/** A ReconfigVM_Task of `vm-1` whose spec holds `spec`. */
const reconfigure = (spec: string) => `<ReconfigVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-1</_this><spec>${spec}</spec></ReconfigVM_Task>`;
const addOption = (option: string) => reconfigure(`<extraConfig>${option}</extraConfig>`);

function refused(text: string, version: readonly number[] = newest): VimFault {
  try {
    decodeRequest(text, version);
  } catch (error) {
    if (error instanceof VimFault) return error;
    throw error;
  }
  throw new Error("it was let through");
}

const device = '<operation>add</operation><device xsi:type="VirtualDisk"><key>-1</key><backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds0]</fileName><diskMode>persistent</diskMode></backing>'
  + '<controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>1048576</capacityInKB></device>';

describe("a request that the schema allows", () => {
  it.each<[string, string, VimRequest["args"]]>([
    ["a scalar is read by its type", reconfigure("<name>a &amp; b</name><numCPUs>2</numCPUs><memoryMB>4096</memoryMB><memoryHotAddEnabled>1</memoryHotAddEnabled>"),
      { spec: vim("VirtualMachineConfigSpec", { name: "a & b", numCPUs: 2, memoryMB: 4096, memoryHotAddEnabled: true }) }],
    ["a subtype is named by xsi:type and read with the fields it inherits", reconfigure(`<deviceChange>${device}</deviceChange>`),
      { spec: vim("VirtualMachineConfigSpec", { deviceChange: [vim("VirtualDeviceConfigSpec", { operation: "add", device: vim("VirtualDisk", {
        key: -1, backing: vim("VirtualDiskFlatVer2BackingInfo", { fileName: "[ds0]", diskMode: "persistent" }), controllerKey: 1000, unitNumber: 0, capacityInKB: 1048576,
      }) })] }) }],
    ["what anyType holds says its type with XML Schema", addOption('<key>a</key><value xsi:type="xsd:string">5</value>'),
      { spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: "5" })] }) }],
    ["a number in anyType that is no int keeps its type", addOption('<key>a</key><value xsi:type="xsd:long">5</value>'),
      { spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: typed("long", 5) })] }) }],
    ["an array in anyType keeps its type", addOption('<key>a</key><value xsi:type="ArrayOfString"><string>x</string><string>y</string></value>'),
      { spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: typed("ArrayOfString", ["x", "y"]) })] }) }],
    ["an enum in anyType keeps its type", addOption('<key>a</key><value xsi:type="VirtualMachinePowerState">poweredOn</value>'),
      { spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: typed("VirtualMachinePowerState", "poweredOn") })] }) }],
    ["a reference in anyType has two attributes called type", addOption('<key>a</key><value type="HostSystem" xsi:type="ManagedObjectReference">host-1</value>'),
      { spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: ref("HostSystem", "host-1") })] }) }],
    ["a string-typed field takes words no enum has", reconfigure("<firmware>something</firmware>"), { spec: vim("VirtualMachineConfigSpec", { firmware: "something" }) }],
    ["a narrower number may stand for a wider one", reconfigure('<memoryMB xsi:type="xsd:int">8</memoryMB>'), { spec: vim("VirtualMachineConfigSpec", { memoryMB: 8 }) }],
  ])("%s", (_, inside, args) => {
    expect(decode(inside)).toEqual({ self: ref("VirtualMachine", "vm-1"), method: "ReconfigVM_Task", args });
  });

  it("may bind XML Schema and its instances to any prefix", () => {
    const inside = '<x:ReconfigVM_Task xmlns:x="urn:vim25" xmlns:XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="http://www.w3.org/2001/XMLSchema"><x:_this type="VirtualMachine">vm-1</x:_this>'
      + '<x:spec XMLSchema-instance:type="x:VirtualMachineConfigSpec"><x:extraConfig><x:key>a</x:key><x:value XMLSchema-instance:type="n:boolean">true</x:value></x:extraConfig></x:spec></x:ReconfigVM_Task>';
    expect(decode(inside).args).toEqual({ spec: vim("VirtualMachineConfigSpec", { extraConfig: [vim("OptionValue", { key: "a", value: true })] }) });
  });

  it("may use xsd without declaring it, as govmomi does", () => {
    const text = '<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><AddAuthorizationRole xmlns="urn:vim25"><_this type="AuthorizationManager">AuthorizationManager</_this>'
      + '<name xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="xsd:string">x</name></AddAuthorizationRole></Body></Envelope>';
    expect(decodeRequest(text, newest).args).toEqual({ name: "x" });
  });

  it("may carry the attributes pyVmomi sends with everything", () => {
    const inside = '<Login xmlns="urn:vim25"><_this versionId="8.0.3.0" xsi:type="ManagedObjectReference" type="SessionManager">SessionManager</_this>'
      + '<userName versionId="8.0.3.0" xsi:type="xsd:string">u</userName><password versionId="8.0.3.0" xsi:type="xsd:string"></password></Login>';
    expect(decode(inside)).toEqual({ self: ref("SessionManager", "SessionManager"), method: "Login", args: { userName: "u", password: "" } });
  });

  it.each([["<operationID>op-1</operationID>", "op-1"], ['<o:operationID xmlns:o="urn:vim25"> op-2 </o:operationID>', "op-2"], ["<operationID/>", undefined], ["<other>op-3</other>", undefined]])("may say its operation id in a header: %s", (header, expected) => {
    const text = envelope('<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>').replace(/<(\w+):Body>/, (body, prefix: string) => `<${prefix}:Header>${header}</${prefix}:Header>${body}`);
    expect(decodeRequest(text, newest).operationId).toBe(expected);
  });

  it("may leave out an array that must be there, for an empty one looks the same", () => {
    expect(decode('<RetrieveProperties xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this></RetrieveProperties>')).toEqual(
      { self: ref("PropertyCollector", "propertyCollector"), method: "RetrieveProperties", args: {} });
  });
});

describe("a request that vCenter refuses", () => {
  it.each<[string, string, string]>([
    ["a known field after a later one", reconfigure("<numCPUs>2</numCPUs><name>late</name>"), 'Unexpected element tag "name" seen\n\nwhile parsing serialized DataObject of type VirtualMachineConfigSpec'],
    ["a parameter before an earlier one", '<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><password>p</password><userName>u</userName></Login>', "Required parameter userName is missing"],
    ["an element the type does not have", reconfigure("<colour>red</colour>"), 'Unexpected element tag "colour" seen'],
    ["an element of a foreign namespace", reconfigure('<name xmlns="urn:other">a</name>'), 'Unexpected element tag "name" seen'],
    ["a single field twice", reconfigure("<name>a</name><name>b</name>"), 'Unexpected element tag "name" seen'],
    ["a mandatory field left out", addOption('<value xsi:type="xsd:string">v</value>'), "Required property key is missing from data object of type OptionValue"],
    ["a mandatory parameter left out", '<ReconfigVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-1</_this></ReconfigVM_Task>', "Required parameter spec is missing"],
    ["an unknown xsi:type", reconfigure('<files xsi:type="Nonsense"/>'), "Unable to resolve WSDL type name Nonsense for namespace name urn:vim25"],
    ["an xsi:type of another namespace", reconfigure('<files xmlns:o="urn:other" xsi:type="o:VirtualMachineFileInfo"/>'), "Unable to resolve WSDL type name VirtualMachineFileInfo for namespace name urn:other"],
    ["an xsi:type with no namespace at all", '<v:ReconfigVM_Task xmlns:v="urn:vim25"><v:_this type="VirtualMachine">vm-1</v:_this><v:spec xsi:type="VirtualMachineConfigSpec"/></v:ReconfigVM_Task>', "Unable to resolve WSDL type name VirtualMachineConfigSpec"],
    ["an xsi:type that is no subtype", reconfigure('<files xsi:type="OptionValue"><key>a</key></files>'), "Type OptionValue is not a subtype of the expected type VirtualMachineFileInfo"],
    ["no xsi:type where the declared type is abstract", reconfigure("<deviceChange><operation>add</operation><device><key>1</key></device></deviceChange>"), "Missing xsi:type: the declared type VirtualDevice is abstract"],
    ["an abstract xsi:type", reconfigure('<deviceChange><device xsi:type="VirtualController"><key>1</key></device></deviceChange>'), "abstract type VirtualController"],
    ["no xsi:type in anyType", addOption("<key>a</key><value>v</value>"), "Missing xsi:type: the declared type is anyType"],
    ["an array in anyType with elements of another name", addOption('<key>a</key><value xsi:type="ArrayOfString"><item>x</item></value>'), 'Unexpected element tag "item" seen, expected string'],
    ["an int out of range", reconfigure("<numCPUs>2147483648</numCPUs>"), 'Invalid value "2147483648" for type int'],
    ["an int that is none", reconfigure("<numCPUs>2.5</numCPUs>"), 'Invalid value "2.5" for type int'],
    ["a long out of range", reconfigure("<memoryMB>9223372036854775808</memoryMB>"), "for type long"],
    ["a boolean in capitals", reconfigure("<memoryHotAddEnabled>True</memoryHotAddEnabled>"), 'Invalid value "True" for type boolean'],
    ["a dateTime that is none", reconfigure("<createDate>yesterday</createDate>"), "for type dateTime"],
    ["a word the enum does not have", reconfigure(`<deviceChange>${device.replace("<operation>add", "<operation>destroy")}</deviceChange>`), 'Invalid value "destroy" for type VirtualDeviceConfigSpecOperation'],
    ["an element inside a scalar", reconfigure("<name><b/></name>"), 'Unexpected element tag "b" seen'],
    ["text inside a data object", reconfigure("hello"), 'Unexpected text "hello" seen'],
    ["a scalar marked as another one", reconfigure('<numCPUs xsi:type="xsd:string">2</numCPUs>'), "Unexpected xsi:type string, expected int"],
    ["a reference without its type", '<PowerOnVM_Task xmlns="urn:vim25"><_this>vm-1</_this></PowerOnVM_Task>', 'Missing attribute "type"'],
    ["a reference to a type there is not", '<PowerOnVM_Task xmlns="urn:vim25"><_this type="Toaster">vm-1</_this></PowerOnVM_Task>', "Unable to resolve WSDL type name Toaster"],
    ["a reference to an object of another type", '<PowerOnVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-1</_this><host type="Datastore">datastore-1</host></PowerOnVM_Task>', "expected HostSystem"],
    ["no object to call", '<PowerOnVM_Task xmlns="urn:vim25"/>', 'Missing element tag "_this"'],
  ])("%s is an InvalidRequest", (_, inside, said) => {
    const fault = refused(envelope(inside));
    expect(fault.type).toBe("InvalidRequest");
    expect(fault.message).toContain(said);
  });

  it.each<[string, string, string]>([
    ["XML that is not well-formed", "<a><b></a>", "XML document is invalid"],
    ["an empty body", "", "XML document is invalid"],
    ["a DTD", `<!DOCTYPE a [<!ENTITY e "x">]>${envelope("<x/>")}`, "a DTD is not allowed"],
    ["a prefix that is not declared", envelope("<v:Login/>"), "XML document is invalid"],
    ["nesting without end", "<a>".repeat(200), "nested too deeply"],
    ["another document", "<html/>", "expected a SOAP 1.1 Envelope"],
    ["SOAP 1.2", envelope("<x/>").replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), "expected a SOAP 1.1 Envelope"],
    ["a SOAP body with nothing in it", envelope(""), "The SOAP body is empty"],
    ["a SOAP body with two calls", envelope('<a xmlns="urn:vim25"/><b xmlns="urn:vim25"/>'), 'Unexpected element tag "b" seen'],
    ["a method there is not", envelope('<Frobnicate xmlns="urn:vim25"/>'), "Unable to resolve WSDL method name Frobnicate for namespace name urn:vim25\n\nwhile parsing SOAP body"],
    ["a method by its schema type", envelope('<CloneVMRequestType xmlns="urn:vim25"/>'), "Unable to resolve WSDL method name CloneVMRequestType"],
    ["a method of another namespace", envelope('<Login xmlns="urn:pbm"/>'), "Unable to resolve WSDL method name Login for namespace name urn:pbm"],
  ])("%s is a fault without detail", (_, text, said) => {
    const fault = refused(text);
    expect(fault.type).toBe("");
    expect(fault.message).toContain(said);
  });

  it("tells from the inside out what was being read, and where", () => {
    expect(refused(envelope(reconfigure('<deviceChange><device xsi:type="VirtualDisk"><colour>1</colour></device></deviceChange>'))).message).toMatch(new RegExp([
      "^Required property key is missing from data object of type VirtualDisk",
      String.raw`while parsing serialized DataObject of type VirtualDisk\nat line 1, column \d+`,
      'while parsing property "device" of static type VirtualDevice',
      String.raw`while parsing serialized DataObject of type VirtualDeviceConfigSpec\nat line 1, column \d+`,
      'while parsing property "deviceChange" of static type VirtualDeviceConfigSpec',
      String.raw`while parsing serialized DataObject of type VirtualMachineConfigSpec\nat line 1, column \d+`,
      'while parsing property "spec" of static type VirtualMachineConfigSpec',
      String.raw`while parsing call information for method ReconfigVM_Task\nat line 1, column \d+`,
    ].join(String.raw`\n\n`)));
  });

  it("a method of another type of object is a MethodNotFound", () => {
    const fault = refused(envelope('<PowerOnVM_Task xmlns="urn:vim25"><_this type="Folder">group-v1</_this></PowerOnVM_Task>'));
    expect(fault.toObject()).toEqual(vim("MethodNotFound", { receiver: ref("Folder", "group-v1"), method: "powerOn" }));
  });
});

describe("a request in an older version of the API", () => {
  it("does not know newer methods", () => {
    const inside = '<HasUserPrivilegeOnEntities xmlns="urn:vim25"><_this type="AuthorizationManager">AuthorizationManager</_this><userName>u</userName></HasUserPrivilegeOnEntities>';
    expect(decode(inside, [6, 5]).method).toBe("HasUserPrivilegeOnEntities");
    expect(refused(envelope(inside), [6, 0]).message).toContain("Unable to resolve WSDL method name HasUserPrivilegeOnEntities");
  });

  it("does not know newer fields", () => {
    const inside = reconfigure("<createDate>2020-02-11T21:28:23.677595Z</createDate>");
    expect(decode(inside, [6, 7]).args["spec"]).toEqual(vim("VirtualMachineConfigSpec", { createDate: "2020-02-11T21:28:23.677595Z" }));
    expect(refused(envelope(inside), [6, 5]).message).toContain('Unexpected element tag "createDate" seen');
  });
});

describe("the SOAPAction", () => {
  it.each<[string, string, readonly number[]]>([
    ["in quotes, as pyVmomi sends it", '"urn:vim25/8.0.3.0"', [8, 0, 3, 0]],
    ["bare, as govmomi sends it", "urn:vim25/6.5", [6, 5]],
    ["without a version, for the oldest", '"urn:vim25"', [5, 5]],
  ])("is read %s", (_, header, version) => {
    expect(readSoapAction(header)).toEqual(version);
  });

  it.each([["absent", undefined], ["empty", ""], ["empty quotes", '""'], ["of another API", '"urn:pbm/2.0"'], ["with a version that is none", "urn:vim25/newest"]])("is refused when %s", (_, header) => {
    expect(() => readSoapAction(header)).toThrow("Unsupported version URI");
  });
});
