import { describe, expect, it } from "vitest";
import { asAny } from "../../../src/lab/wire/as-any.js";
import { versionRank } from "../../../src/lab/wire/api-version.js";
import { encodeAnswer, encodeFault } from "../../../src/lab/wire/encode-answer.js";
import { encodeAny, encodeField, type EncodeStyle } from "../../../src/lab/wire/encode-value.js";
import { VimFault } from "../../../src/lab/wire/vim-fault.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import { ref, typed, vim, type VimValue } from "../../../src/lab/wire/vim-value.js";
import { parseXml } from "../../../src/lab/wire/xml-element.js";

const style: EncodeStyle = { version: versionRank([8, 0, 3, 0]), xsi: "xsi", typeLast: false, rawControls: false };
const one = (type: string) => ({ type, array: false });
const many = (type: string) => ({ type, array: true });

describe("a value of a declared type", () => {
  it.each<[string, string, boolean, VimValue, string]>([
    ["a scalar is its text", "int", false, -5, "<v>-5</v>"],
    ["a long is its digits", "long", false, 2 ** 52, "<v>4503599627370496</v>"],
    ["a long that is typed needs no type", "long", false, typed("long", 7), "<v>7</v>"],
    ["markup is escaped", "string", false, `<a> & "b"`, "<v>&lt;a&gt; &amp; &quot;b&quot;</v>"],
    ["an unset value is nothing", "string", false, undefined, ""],
    ["an empty text is there", "string", false, "", "<v></v>"],
    ["an array repeats the element", "string", true, ["a", "b"], "<v>a</v><v>b</v>"],
    ["an empty array is nothing", "string", true, [], ""],
    ["an enum is its word", "VirtualMachinePowerState", false, "poweredOn", "<v>poweredOn</v>"],
    ["a reference names its type", "ManagedEntity", false, ref("Folder", "group-v3"), '<v type="Folder">group-v3</v>'],
    ["a data object of exactly the declared type names none", "OptionValue", false, vim("OptionValue", { value: "x", key: "k" }), '<v><key>k</key><value xsi:type="xsd:string">x</value></v>'],
    ["a data object of a subtype names it", "VirtualMachineFileInfo", false, vim("OptionValue", { key: "k" }), '<v xsi:type="OptionValue"><key>k</key></v>'],
    ["an object with nothing set is empty", "RetrieveOptions", false, vim("RetrieveOptions"), "<v/>"],
  ])("%s", (_, type, array, value, text) => {
    expect(encodeField("v", { type, array }, value, style)).toBe(text);
  });

  it("has its fields in the order of the schema, however they were given", () => {
    const disk = vim("VirtualDisk", { capacityInKB: 8, unitNumber: 0, controllerKey: 1000, backing: vim("VirtualDiskFlatVer2BackingInfo", { diskMode: "persistent", fileName: "[ds0] a.vmdk" }), key: 2000 });
    expect(encodeField("device", one("VirtualDevice"), disk, style)).toBe('<device xsi:type="VirtualDisk"><key>2000</key>'
      + '<backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds0] a.vmdk</fileName><diskMode>persistent</diskMode></backing>'
      + "<controllerKey>1000</controllerKey><unitNumber>0</unitNumber><capacityInKB>8</capacityInKB></device>");
  });

  it("leaves out fields newer than the version asked for", () => {
    const config = vim("VirtualMachineConfigSpec", { name: "a", createDate: "2026-01-01T00:00:00Z" });
    expect(encodeField("v", one("VirtualMachineConfigSpec"), config, { ...style, version: versionRank([6, 5]) })).toBe("<v><name>a</name></v>");
    expect(encodeField("v", one("VirtualMachineConfigSpec"), config, { ...style, version: versionRank([6, 7]) })).toContain("<createDate>");
  });

  it("carries faults inside data as LocalizedMethodFault", () => {
    const missing = vim("MissingProperty", { path: "config", fault: new VimFault("NotAuthenticated", "no", { privilegeId: "System.Read" }).toLocalized() });
    expect(encodeField("missingSet", many("MissingProperty"), [missing], style)).toBe("<missingSet><path>config</path><fault>"
      + '<fault xsi:type="NotAuthenticated"><privilegeId>System.Read</privilegeId></fault><localizedMessage>no</localizedMessage></fault></missingSet>');
  });

  it("is a defect of the lab when it cannot be of that type", () => {
    expect(() => encodeField("v", one("Folder"), "group-v1", style)).toThrow(TypeError);
    expect(() => encodeField("v", many("string"), "a", style)).toThrow(TypeError);
    expect(() => encodeField("v", one("string"), ["a"], style)).toThrow(TypeError);
    expect(() => encodeField("v", one("OptionValue"), vim("Nonsense"), style)).toThrow(TypeError);
  });
});

describe("a property value in anyType", () => {
  it.each<[string, string, boolean, VimValue, string]>([
    ["a string", "string", false, "a", '<val xsi:type="xsd:string">a</val>'],
    ["a name of a property is a string", "PropertyPath", false, "a", '<val xsi:type="xsd:string">a</val>'],
    ["an int", "int", false, 1, '<val xsi:type="xsd:int">1</val>'],
    ["a long", "long", false, 1, '<val xsi:type="xsd:long">1</val>'],
    ["a boolean", "boolean", false, true, '<val xsi:type="xsd:boolean">true</val>'],
    ["a dateTime", "dateTime", false, "2026-01-01T00:00:00Z", '<val xsi:type="xsd:dateTime">2026-01-01T00:00:00Z</val>'],
    ["an enum", "VirtualMachinePowerState", false, "poweredOn", '<val xsi:type="VirtualMachinePowerState">poweredOn</val>'],
    ["a reference has type before xsi:type", "HostSystem", false, ref("HostSystem", "host-1"), '<val type="HostSystem" xsi:type="ManagedObjectReference">host-1</val>'],
    ["a data object", "OptionValue", false, vim("OptionValue", { key: "k" }), '<val xsi:type="OptionValue"><key>k</key></val>'],
    ["a data object of a subtype", "VirtualDevice", false, vim("VirtualDisk", { key: 1 }), '<val xsi:type="VirtualDisk"><key>1</key></val>'],
    ["an array of strings", "string", true, ["a"], '<val xsi:type="ArrayOfString"><string>a</string></val>'],
    ["an array of names of types", "TypeName", true, ["VirtualMachine"], '<val xsi:type="ArrayOfString"><string>VirtualMachine</string></val>'],
    ["an array of references", "Datastore", true, [ref("Datastore", "datastore-1")],
      '<val xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="Datastore" xsi:type="ManagedObjectReference">datastore-1</ManagedObjectReference></val>'],
    ["an array of data objects, each with its own type", "VirtualDevice", true, [vim("VirtualDisk", { key: 1 })],
      '<val xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="VirtualDisk"><key>1</key></VirtualDevice></val>'],
    ["an array with nothing in it keeps its type", "VirtualMachine", true, [], '<val xsi:type="ArrayOfManagedObjectReference"/>'],
    ["an array of an enum", "VirtualMachinePowerState", true, ["poweredOff"], '<val xsi:type="ArrayOfVirtualMachinePowerState"><VirtualMachinePowerState>poweredOff</VirtualMachinePowerState></val>'],
    ["what is typed already", "anyType", false, typed("short", 3), '<val xsi:type="xsd:short">3</val>'],
  ])("%s", (_, type, array, value, text) => {
    expect(encodeAny("val", asAny({ type, array }, value), style)).toBe(text);
  });

  it("is nothing when it is unset", () => {
    expect(asAny(one("string"), undefined)).toBeUndefined();
    expect(encodeAny("val", undefined, style)).toBe("");
  });

  it("may have another prefix and the other order of attributes", () => {
    expect(encodeAny("val", ref("HostSystem", "host-1"), { ...style, xsi: "_XMLSchema-instance", typeLast: true })).toBe(
      '<val _XMLSchema-instance:type="ManagedObjectReference" type="HostSystem">host-1</val>');
  });
});

describe("characters that XML 1.0 does not allow", () => {
  const bad = "a\u0000b\u001bc\uFFFEd\ud800e\tf\r\n";

  it("are dropped, and whatever is left comes back as it was", () => {
    const text = encodeField("v", one("string"), bad, style);
    expect(text).toBe("<v>abcd\ufffde\tf&#xD;\n</v>");
    expect(parseXml(text).text).toBe("abcd\ufffde\tf\r\n");
  });

  it("are let through where a nuisance says so, and break the reader", () => {
    const text = encodeField("v", one("string"), bad, { ...style, rawControls: true });
    expect(text).toContain("\u0000");
    expect(() => parseXml(text)).toThrow();
  });
});

describe("an answer", () => {
  const method = (type: string, name: string) => vimSchema().method(type, name)!;
  const inside = (text: string) => /<soapenv:Body>\n(.*)\n<\/soapenv:Body>/s.exec(text)?.[1];

  it("holds one returnval", () => {
    expect(inside(encodeAnswer(method("VirtualMachine", "PowerOnVM_Task"), ref("Task", "task-1"), style))).toBe(
      '<PowerOnVM_TaskResponse xmlns="urn:vim25"><returnval type="Task">task-1</returnval></PowerOnVM_TaskResponse>');
  });

  it("holds one returnval for each element of an array", () => {
    expect(inside(encodeAnswer(method("AuthorizationManager", "HasPrivilegeOnEntity"), [true, false], style))).toBe(
      '<HasPrivilegeOnEntityResponse xmlns="urn:vim25"><returnval>true</returnval><returnval>false</returnval></HasPrivilegeOnEntityResponse>');
  });

  it.each([["SessionManager", "Logout"], ["PropertyCollector", "WaitForUpdatesEx"]])("of nothing from %s.%s is an empty element", (type, name) => {
    expect(inside(encodeAnswer(method(type, name), undefined, style))).toBe(`<${name}Response xmlns="urn:vim25"></${name}Response>`);
  });

  it("is a document a reader with namespaces can read, whatever the prefix", () => {
    const root = parseXml(encodeAnswer(method("ServiceInstance", "CurrentTime"), "2026-01-01T00:00:00Z", { ...style, xsi: "_XMLSchema-instance" }));
    expect(root).toMatchObject({ namespace: "http://schemas.xmlsoap.org/soap/envelope/", name: "Envelope" });
    expect(root.children[0]?.children[0]).toMatchObject({ namespace: "urn:vim25", name: "CurrentTimeResponse" });
  });
});

describe("a fault", () => {
  it("names its type in the detail", () => {
    expect(encodeFault(new VimFault("InvalidProperty", "bad <path>", { name: "config.nonsense" }), style)).toContain(
      "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>bad &lt;path&gt;</faultstring>"
      + '<detail><InvalidPropertyFault xmlns="urn:vim25" xsi:type="InvalidProperty"><name>config.nonsense</name></InvalidPropertyFault></detail></soapenv:Fault>');
  });

  it("whose type ends in Fault says it twice in the element", () => {
    expect(encodeFault(new VimFault("SnapshotFault", ""), style)).toContain('<SnapshotFaultFault xmlns="urn:vim25" xsi:type="SnapshotFault"/>');
  });

  it("without a type has no detail", () => {
    expect(encodeFault(new VimFault("", "what?"), style)).not.toContain("detail");
  });
});
