import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DecodedObject } from "../../src/vim/decode/managed-object.js";
import { objectPlan } from "../../src/vim/decode/object-plan.js";
import { decodeUpdates, decodeUpdateSet } from "../../src/vim/decode/update-set.js";
import { readAnswer } from "../../src/vim/xml/answer-reader.js";
import { change, disk, inChunks, object, otherDevice, refChange, typed, updateSet, type Habit } from "./support/bodies.js";

const habits: readonly Habit[] = ["vcenter", "vcsim", "odd"];
const vmWith = (habit: Habit, changes: string, kind = "modify"): string => updateSet(habit, object(kind, "VirtualMachine", "vm-42", changes));
const decode = async (body: string, size: number | readonly number[] = 64 * 1024) => await decodeUpdateSet(inChunks(body, size));
const firstSet = async (body: string) => (await decode(body)).objects[0]?.set;

describe.each(habits)("an update set in the habit of %s", (habit) => {
  const devices = [
    otherDevice(habit, "VirtualPCIController", "<busNumber>0</busNumber><device>500</device>"),
    disk(habit, 2000, ["[ds] vm/vm-000001.vmdk", "[ds] vm/vm.vmdk", "[ds] base/base.vmdk"]),
    otherDevice(habit, "VirtualCdrom", `<backing ${typed(habit, "VirtualCdromIsoBackingInfo")}><fileName>[] a.iso</fileName></backing>`),
    otherDevice(habit, "VirtualPCIController", "<busNumber>1</busNumber>"),
    disk(habit, 2001, ["[ds] vm/vm_1.vmdk"]),
  ].join("");

  it("gives the disks with their chains and no other device", async () => {
    const set = await firstSet(vmWith(habit, change(habit, "config.hardware.device", "ArrayOfVirtualDevice", devices)));
    const level = { type: "VirtualDiskFlatVer2BackingInfo", datastore: "datastore-1", diskMode: "persistent" };
    expect(set).toEqual({
      disks: [
        { key: 2000, label: "Hard disk 1", capacityBytes: 1_048_576, backing: { ...level, fileName: "[ds] vm/vm-000001.vmdk", parent: { ...level, fileName: "[ds] vm/vm.vmdk", parent: { ...level, fileName: "[ds] base/base.vmdk" } } } },
        { key: 2001, label: "Hard disk 2", capacityBytes: 1_048_576, backing: { ...level, fileName: "[ds] vm/vm_1.vmdk" } },
      ],
    });
  });

  it("does not take the type of a reference for its xsi:type, nor the other way round", async () => {
    const set = await firstSet(vmWith(habit, refChange(habit, "runtime.host", "HostSystem", "host-7") + change(habit, "datastore", "ArrayOfManagedObjectReference", '<ManagedObjectReference type="Datastore">datastore-1</ManagedObjectReference><ManagedObjectReference type="Datastore">datastore-2</ManagedObjectReference>')));
    expect(set).toEqual({ host: "host-7", datastores: ["datastore-1", "datastore-2"] });
  });

  it("is decoded alike however its bytes are cut", async () => {
    const body = vmWith(habit, change(habit, "name", "xsd:string", "Zürich 東京 🦆 &amp; %2f") + change(habit, "layoutEx", "VirtualMachineFileLayoutEx", "<file><key>1</key></file>") + change(habit, "config.hardware.device", "ArrayOfVirtualDevice", devices), "enter");
    const whole = await decode(body);
    expect(whole.objects[0]?.set["name"]).toBe("Zürich 東京 🦆 & /");
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }), async (sizes) => {
      expect(await decode(body, sizes)).toEqual(whole);
    }), { numRuns: 60 });
    expect(await decode(body, 1)).toEqual(whole);
  });

  it("is refused when it is cut anywhere, even between two objects", async () => {
    const body = vmWith(habit, change(habit, "config.hardware.device", "ArrayOfVirtualDevice", devices));
    const last = body.lastIndexOf("</soapenv:Envelope>") + "</soapenv:Envelope>".length - 1;
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: last }), async (length) => {
      await expect(decode(body.slice(0, length))).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED" });
    }), { numRuns: 150 });
  });

  it("is refused when a skipped device is not balanced", async () => {
    const broken = devices.replace("<busNumber>1</busNumber>", "<busNumber>1</bus>");
    await expect(decode(vmWith(habit, change(habit, "config.hardware.device", "ArrayOfVirtualDevice", broken)))).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED" });
  });
});

describe("markup that repeats", () => {
  /** Properties of one object: ordinary ones, empty ones, unneeded ones, texts that need a parser, and what may stand around them. */
  const anyChange = fc.tuple(
    fc.constantFrom("name", "name", "runtime.host", "datastore", "layoutEx", "config.hardware.device[2000]", "snapshot", "summary"),
    fc.constantFrom("assign", "remove"),
    fc.constantFrom("a", "vm-1", "", "x &amp; y", "Zürich", "a]]&gt;b", "<k>1</k>", "<!-- c -->t", "<![CDATA[<changeSet>]]>"),
    fc.constantFrom("", "<extra/>", " ", "<!-- between -->"),
  );
  const anyObject = fc.tuple(fc.constantFrom("VirtualMachine", "HostSystem", "TaskHistoryCollector"), fc.array(anyChange, { maxLength: 5 }), fc.boolean());

  it.each(habits)("is told as if it were read for the first time each time, in the habit of %s", async (habit) => {
    const write = ([type, changes, empty]: readonly [string, readonly (readonly [string, string, string, string])[], boolean]): string =>
      object("modify", type, `${type}-1`, changes.map(([name, op, value, behind]) => (empty && value === "" ? `<changeSet><name>${name}</name><op>${op}</op></changeSet>` : change(habit, name, name === "runtime.host" ? "ManagedObjectReference" : "xsd:string", value, op)) + behind).join(""));
    const readWith = async (body: string, repeated: boolean, size: number) => {
      const objects: DecodedObject[] = [];
      const { repeated: known, ...plan } = objectPlan("changeSet", (decoded) => objects.push(decoded));
      await readAnswer(inChunks(body, size), repeated && known !== undefined ? { ...plan, repeated: known } : plan);
      return objects;
    };
    await fc.assert(fc.asyncProperty(fc.array(anyObject, { minLength: 2, maxLength: 12 }), fc.integer({ min: 50, max: 2_000 }), async (objects, size) => {
      const body = updateSet(habit, objects.map(write).join(""));
      expect(await readWith(body, true, size)).toEqual(await readWith(body, false, 1_000_000));
    }), { numRuns: 200 });
  });
});

it("the same markup is needed of one type of object and not of another", async () => {
  const name = change("vcenter", "name", "xsd:string", "n");
  const datastore = change("vcenter", "summary.type", "xsd:string", "VMFS");
  const host = (changes: string): string => object("modify", "HostSystem", "host-1", changes);
  const { objects } = await decode(updateSet("vcenter", host(name + datastore) + host(name + datastore) + host(name) + object("modify", "Datastore", "datastore-1", datastore)));
  expect(objects.at(-1)?.set).toEqual({ type: "VMFS" });
});

describe("changes of one object", () => {
  it("say null for what became unset, in each of vCenter's three ways", async () => {
    const unset = (name: string, op: string): string => `<changeSet><name>${name}</name><op>${op}</op></changeSet>`;
    const set = await firstSet(vmWith("vcenter", unset("snapshot", "assign") + unset("resourcePool", "remove") + unset("config.template", "indirectRemove")));
    expect(set).toEqual({ snapshot: null, resourcePool: null, template: null });
  });

  it("leave out of an enter what is unset", async () => {
    expect(await firstSet(vmWith("vcsim", "<changeSet><name>snapshot</name><op>assign</op></changeSet>", "enter"))).toEqual({});
  });

  it("ask to read again the list of which one element was announced", async () => {
    const { objects } = await decode(vmWith("vcsim", change("vcsim", "config.hardware.device[2000]", "VirtualDisk", "<key>2000</key>", "add")));
    expect(objects[0]).toMatchObject({ set: {}, reread: ["config.hardware.device"] });
  });

  it("need no second reading when the whole list comes in the same set, before or after its element", async () => {
    const element = change("vcsim", "config.hardware.device[2000]", "VirtualDisk", "<key>2000</key>", "add");
    const whole = change("vcsim", "config.hardware.device", "ArrayOfVirtualDevice", disk("vcsim", 2000, ["[ds] a.vmdk"]));
    expect((await decode(vmWith("vcsim", element + whole))).objects[0]?.reread).toEqual([]);
    expect((await decode(vmWith("vcsim", whole + element))).objects[0]?.reread).toEqual(["config.hardware.device"]);
  });

  it("are found inside an enclosing value", async () => {
    const config = `<changeVersion>9</changeVersion><template>true</template><files><vmPathName>[ds] vm/vm.vmx</vmPathName></files><hardware><numCPU>2</numCPU>${
      disk("vcenter", 2000, ["[ds] a.vmdk"]).replaceAll("VirtualDevice", "device")}${otherDevice("vcenter", "VirtualCdrom", "").replaceAll("VirtualDevice", "device")}</hardware>`;
    const set = await firstSet(vmWith("vcenter", change("vcenter", "config", "VirtualMachineConfigInfo", config)));
    expect(set).toMatchObject({ changeVersion: "9", template: true, vmPathName: "[ds] vm/vm.vmx", instanceUuid: null, disks: [{ key: 2000, backing: { fileName: "[ds] a.vmdk" } }] });
  });

  it("make everything inside unset when the enclosing value is", async () => {
    const set = await firstSet(vmWith("vcenter", "<changeSet><name>config</name><op>assign</op></changeSet>"));
    expect(set).toEqual({ instanceUuid: null, template: null, changeVersion: null, vmPathName: null, disks: null });
  });

  it("keep a value that comes before its name", async () => {
    const set = await firstSet(vmWith("vcenter", `<changeSet><val ${typed("vcenter", "xsd:string")}>late</val><op>assign</op><name>name</name></changeSet>`));
    expect(set).toEqual({ name: "late" });
  });

  it("give a snapshot tree of any depth", async () => {
    const tree = (depth: number): string => `<snapshot type="VirtualMachineSnapshot">snapshot-${depth}</snapshot><vm type="VirtualMachine">vm-42</vm><name>s${depth}</name><description></description><createTime>2024-01-01T00:00:0${depth}.123456Z</createTime>${depth < 3 ? `<childSnapshotList>${tree(depth + 1)}</childSnapshotList>` : ""}`;
    const set = await firstSet(vmWith("vcenter", change("vcenter", "snapshot", "VirtualMachineSnapshotInfo", `<currentSnapshot type="VirtualMachineSnapshot">snapshot-3</currentSnapshot><rootSnapshotList>${tree(1)}</rootSnapshotList>`)));
    const node = (depth: number): unknown => ({ ref: `snapshot-${depth}`, name: `s${depth}`, createTime: `2024-01-01T00:00:0${depth}.123456Z`, children: depth < 3 ? [node(depth + 1)] : [] });
    expect(set).toEqual({ snapshot: { current: "snapshot-3", roots: [node(1)] } });
  });

  it("give a parent backing its child's type when it has none of its own", async () => {
    const device = `<VirtualDevice xsi:type="VirtualDisk"><key>2000</key><backing xsi:type="VirtualDiskSeSparseBackingInfo"><fileName>[ds] b.vmdk</fileName><parent><fileName>[ds] a.vmdk</fileName></parent></backing></VirtualDevice>`;
    expect(await firstSet(vmWith("vcenter", change("vcenter", "config.hardware.device", "ArrayOfVirtualDevice", device)))).toMatchObject({ disks: [{ backing: { parent: { type: "VirtualDiskSeSparseBackingInfo", fileName: "[ds] a.vmdk" } } }] });
  });

  it("name what the account may not read, and treat what the server does not know as unset", async () => {
    const missing = (path: string, fault: string): string => `<missingSet><path>${path}</path><fault><fault xsi:type="${fault}"/><localizedMessage/></fault></missingSet>`;
    const { objects } = await decode(vmWith("vcenter", missing("config.hardware.device", "NoPermission") + missing("parentVApp", "InvalidProperty")));
    expect(objects[0]).toMatchObject({ set: { parentVApp: null }, unreadable: ["disks"] });
  });

  it("are a lost session when NotAuthenticated is among the missing", async () => {
    const body = vmWith("vcenter", `<missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated"/></fault></missingSet>`);
    await expect(decode(body)).rejects.toMatchObject({ code: "VIM_SESSION_LOST", retryable: true });
  });

  it("distrust a word that no enumeration of ours knows", async () => {
    const { objects } = await decode(vmWith("vcenter", change("vcenter", "runtime.powerState", "VirtualMachinePowerState", "halfOn")));
    expect(objects[0]).toMatchObject({ set: {}, unreadable: ["powerState"] });
  });
});

describe("other objects", () => {
  const only = async (type: string, changes: string) => (await decodeUpdates(inChunks(updateSet("vcenter", object("enter", type, "x-1", changes)), 4096)))[0];

  it("tell HA, DRS and the restart count of a cluster", async () => {
    const config = "<dasConfig><enabled>true</enabled><failoverLevel>1</failoverLevel><option><key>das.maxvmrestartcount</key><value xsi:type=\"xsd:string\">7</value></option></dasConfig><dasVmConfig><key type=\"VirtualMachine\">vm-1</key></dasVmConfig><drsConfig><enabled>false</enabled></drsConfig>";
    expect(await only("ClusterComputeResource", change("vcenter", "configurationEx", "ClusterConfigInfoEx", config))).toEqual({
      type: "ComputeResource", ref: "x-1", kind: "enter", set: { isCluster: true, haEnabled: true, drsEnabled: false, maxVmRestartCount: 7, haRestart: { byDefault: true, except: [] }, mustRules: [] }, unreadable: [],
    });
  });

  it("tell whom HA does not restart, admission control, and the rules that must be obeyed with their groups", async () => {
    const das = (vm: string, priority: string, beside = "") => `<dasVmConfig><key type="VirtualMachine">${vm}</key>${beside}<dasSettings><restartPriority>${priority}</restartPriority></dasSettings></dasVmConfig>`;
    const rule = (name: string, more: string) => `<rule xsi:type="ClusterVmHostRuleInfo"><key>1</key><status>green</status><enabled>true</enabled><name>${name}</name>${more}<vmGroupName>linked</vmGroupName>`;
    const config = [
      "<dasConfig><enabled>true</enabled><admissionControlEnabled>true</admissionControlEnabled><defaultVmSettings><restartPriority>medium</restartPriority></defaultVmSettings></dasConfig>",
      das("vm-1", "disabled"), das("vm-2", "high"), das("vm-3", "clusterRestartPriority"), "<dasVmConfig><key type=\"VirtualMachine\">vm-4</key><restartPriority>disabled</restartPriority></dasVmConfig>",
      "<drsConfig><enabled>true</enabled></drsConfig>",
      rule("must", "<mandatory>true</mandatory>"), "<affineHostGroupName>some</affineHostGroupName></rule>", rule("must not", "<mandatory>true</mandatory>"), "<antiAffineHostGroupName>some</antiAffineHostGroupName></rule>",
      rule("should", "<mandatory>false</mandatory>"), "<affineHostGroupName>some</affineHostGroupName></rule>", rule("nowhere", "<mandatory>true</mandatory>"), "<affineHostGroupName>gone</affineHostGroupName></rule>",
      "<rule xsi:type=\"ClusterAntiAffinityRuleSpec\"><key>9</key><enabled>true</enabled><mandatory>true</mandatory><vm type=\"VirtualMachine\">vm-1</vm></rule>",
      "<group xsi:type=\"ClusterVmGroup\"><name>linked</name><vm type=\"VirtualMachine\">vm-2</vm><vm type=\"VirtualMachine\">vm-1</vm></group>",
      "<group xsi:type=\"ClusterHostGroup\"><name>some</name><host type=\"HostSystem\">host-1</host></group>",
    ].join("");
    expect((await only("ClusterComputeResource", change("vcenter", "configurationEx", "ClusterConfigInfoEx", config)))?.set).toMatchObject({
      admissionControlEnabled: true, haRestart: { byDefault: true, except: ["vm-1", "vm-4"] },
      mustRules: [{ name: "must", kind: "on", vms: ["vm-1", "vm-2"], hosts: ["host-1"] }, { name: "must not", kind: "off", vms: ["vm-1", "vm-2"], hosts: ["host-1"] }],
    });
  });

  it("tell the VMs that HA restarts though the cluster's default is not to", async () => {
    const config = "<dasConfig><enabled>true</enabled><defaultVmSettings><restartPriority>disabled</restartPriority></defaultVmSettings></dasConfig><dasVmConfig><key type=\"VirtualMachine\">vm-1</key><dasSettings><restartPriority>low</restartPriority></dasSettings></dasVmConfig>";
    expect((await only("ClusterComputeResource", change("vcenter", "configurationEx", "ClusterConfigInfoEx", config)))?.set).toMatchObject({ haRestart: { byDefault: false, except: ["vm-1"] } });
  });

  it("tell a plain compute resource from a cluster", async () => {
    expect(await only("ComputeResource", change("vcenter", "configurationEx", "ComputeResourceConfigInfo", "<vmSwapPlacement>vmDirectory</vmSwapPlacement>"))).toMatchObject({ set: { isCluster: false } });
  });

  it("tell the VMFS version of a datastore that has one", async () => {
    expect(await only("Datastore", change("vcenter", "info", "VmfsDatastoreInfo", "<name>ds</name><url>ds:///x</url><freeSpace>1</freeSpace><vmfs><type>VMFS</type><name>ds</name><capacity>1</capacity><majorVersion>6</majorVersion><version>6.82</version></vmfs>"))).toMatchObject({ set: { vmfsMajorVersion: 6 } });
    expect((await only("Datastore", change("vcenter", "info", "NasDatastoreInfo", "<name>ds</name>")))?.set).toEqual({});
  });

  it("give places their kind", async () => {
    for (const [type, kind] of [["Folder", "Folder"], ["StoragePod", "Folder"], ["Datacenter", "Datacenter"], ["ResourcePool", "ResourcePool"], ["VirtualApp", "VirtualApp"]] as const) {
      expect(await only(type, change("vcenter", "name", "xsd:string", "p"))).toMatchObject({ type: "Place", set: { kind, name: "p" } });
    }
  });

  it("leave with nothing but their reference", async () => {
    expect(await decodeUpdates(inChunks(updateSet("vcenter", object("leave", "HostSystem", "host-1", "")), 100))).toEqual([{ type: "HostSystem", ref: "host-1", kind: "leave", set: {}, unreadable: [] }]);
  });

  it("are passed over when their type is unknown, with the content of their properties", async () => {
    const { objects } = await decode(updateSet("vcsim", object("modify", "EventHistoryCollector", "session[a]c", change("vcsim", "latestPage", "ArrayOfEvent", "<Event><key>1</key></Event>"))));
    expect(objects).toEqual([{ objectType: "EventHistoryCollector", ref: "session[a]c", kind: "modify", set: {}, unreadable: [], reread: [] }]);
  });
});

describe("an update set as a whole", () => {
  it("that is null is a wait without news", async () => {
    const nothing = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><WaitForUpdatesExResponse xmlns="urn:vim25"></WaitForUpdatesExResponse></e:Body></e:Envelope>';
    expect(await decode(nothing)).toEqual({ version: undefined, truncated: false, objects: [] });
  });

  it("says when more is ready", async () => {
    expect(await decode(updateSet("vcenter", "", true))).toEqual({ version: "7", truncated: true, objects: [] });
  });

  it("recorded from vcsim gives every property", async () => {
    const body = readFileSync(new URL("./fixtures/update-set-vcsim.xml", import.meta.url), "utf8");
    const updates = await decodeUpdates(inChunks(body, 1000));
    expect(updates).toHaveLength(2);
    expect(updates[0]).toMatchObject({
      type: "VirtualMachine", ref: "vm-119", kind: "enter", unreadable: [],
      set: {
        name: "DC0_C0_RP0_VM0", parent: "group-2", template: false, vmPathName: "[LocalDS_0] DC0_C0_RP0_VM0/DC0_C0_RP0_VM0.vmx", host: "host-104", powerState: "poweredOn",
        connectionState: "connected", consolidationNeeded: false, datastores: ["datastore-116"], resourcePool: "resgroup-14",
        disks: [{ key: 204, label: "disk-202-0", capacityBytes: 10_737_418_240, backing: { fileName: "[LocalDS_0] DC0_C0_RP0_VM0/disk1.vmdk", datastore: "datastore-116", thinProvisioned: true } }],
      },
    });
  });
});
