// govc, unmodified, as an operator's hands on the lab: every answer is held against the lab's own truth.
import { afterAll, beforeAll, expect, it } from "vitest";
import { govc } from "../../../scripts/servers/govc.mjs";
import { requiring } from "../../support/requires.js";
import { chainOf, openLab, type OpenLab } from "./lab-access.js";

requiring("govc")("govc on the lab", () => {
  let open: OpenLab;
  beforeAll(async () => { open = await openLab(); });
  afterAll(async () => open.stop());
  const run = (...args: readonly string[]) => govc(open.access, ...args);
  const words = async (...args: readonly string[]) => (await run(...args)).trim().split(/\s+/).sort();

  it("tells which vCenter it talks to", async () => {
    expect(JSON.parse(await run("about", "-json"))).toMatchObject({ about: { apiType: "VirtualCenter", version: "8.0.3", instanceUuid: open.lab.world.instanceUuid } });
  });

  it("finds what is there", async () => {
    expect(await words("find", "/", "-type", "m")).toEqual(["/DC0/vm/vm0", "/DC0/vm/vm1", "/DC0/vm/vm2", "/DC0/vm/vm3"]);
    expect(await words("find", "/", "-type", "h")).toEqual(["/DC0/host/C0/h0", "/DC0/host/C0/h1", "/DC0/host/C0/h2", "/DC0/host/C0/h3"]);
    expect(await words("ls", "/DC0/datastore")).toEqual(["/DC0/datastore/ds0", "/DC0/datastore/ds1"]);
    expect(await run("vm.info", "vm0")).toMatch(/Power state:\s+poweredOff/);
  });

  it("snapshots a VM and makes a linked clone of the snapshot", async () => {
    await run("snapshot.create", "-vm", "vm0", "-m=false", "gold");
    expect(await run("snapshot.tree", "-vm", "vm0")).toContain("gold");
    await run("vm.clone", "-vm", "vm0", "-snapshot", "gold", "-link", "-on=false", "-ds", "ds1", "linked");
    expect(chainOf(open, "linked")).toEqual([expect.stringMatching(/^\[ds1\] linked\//), "[ds0] vm0/vm0.vmdk"]);
    const devices = JSON.parse(await run("device.info", "-json", "-vm", "linked", "disk-*")) as { devices: { backing: { fileName: string; parent: { fileName: string } } }[] };
    expect(devices.devices[0]?.backing.parent.fileName).toBe("[ds0] vm0/vm0.vmdk");
  });

  it("makes a full clone unless told otherwise", async () => {
    await run("vm.clone", "-vm", "vm0", "-on=false", "-ds", "ds1", "copied");
    expect(chainOf(open, "copied")).toHaveLength(1);
  });

  it("reverts and removes the snapshot, and the shared base stays", async () => {
    await run("snapshot.revert", "-vm", "vm0", "gold");
    await run("snapshot.remove", "-vm", "vm0", "gold");
    expect(open.vm("vm0").snapshots).toEqual([]);
    expect(chainOf(open, "vm0").at(-1)).toBe("[ds0] vm0/vm0.vmdk");
    expect(chainOf(open, "linked").at(-1)).toBe("[ds0] vm0/vm0.vmdk");
  });

  it("powers on, migrates and powers off", async () => {
    await run("vm.power", "-on", "linked");
    expect(open.vm("linked").powerState).toBe("poweredOn");
    const other = [...open.lab.world.all("HostSystem")].find((host) => host.ref.value !== open.vm("linked").host)!;
    await run("vm.migrate", "-host", other.name, "linked");
    expect(open.vm("linked").host).toBe(other.ref.value);
    await run("vm.power", "-off", "linked");
    expect(open.vm("linked").powerState).toBe("poweredOff");
  });

  it("sees a question that a VM waits with, and answers it", async () => {
    open.lab.control.ask("vm1", "The disk is full. Retry?");
    expect(await run("vm.question", "-vm", "vm1")).toContain("The disk is full. Retry?");
    await expect(run("vm.question", "-vm", "vm1", "-answer", "7")).rejects.toThrow();
    await run("vm.question", "-vm", "vm1", "-answer", "1");
    expect(open.vm("vm1").question).toBeUndefined();
  });

  it("creates a VM, changes it and destroys it", async () => {
    await run("vm.create", "-on=false", "-disk", "2GB", "-ds", "ds1", "-net", "VM Network", "-c", "2", "-m", "1024", "made");
    expect(open.vm("made").config).toMatchObject({ numCpu: 2, memoryMiB: 1024 });
    await run("vm.change", "-vm", "made", "-c", "4", "-e", "guestinfo.color=blue");
    expect(open.vm("made").config.numCpu).toBe(4);
    expect(open.vm("made").config.extraConfig.get("guestinfo.color")).toBe("blue");
    await run("vm.disk.create", "-ds", "ds1", "-vm", "made", "-name", "made/extra", "-size", "1G");
    expect(open.vm("made").disks).toHaveLength(2);
    await run("vm.destroy", "made");
    expect(() => open.vm("made")).toThrow("no VM");
    expect([...open.lab.world.files.filesOn(open.vm("linked").home.datastore)].filter((file) => file.path.startsWith("made/"))).toEqual([]);
  });

  it("hangs a delta on another VM's disk", async () => {
    await run("vm.disk.attach", "-link=true", "-vm", "vm1", "-disk", "vm2/vm2.vmdk", "-ds", "ds0");
    const [, attached] = open.vm("vm1").disks;
    expect(open.lab.world.files.chain(attached!.file).map((file) => open.lab.world.pathOf(file)).at(-1)).toBe("[ds0] vm2/vm2.vmdk");
  });

  it("unregisters a VM and registers it again, and the chain is the same", async () => {
    const before = chainOf(open, "linked");
    await run("vm.unregister", "linked");
    expect(() => open.vm("linked")).toThrow("no VM");
    await run("vm.register", "-ds", "ds1", "linked/linked.vmx");
    expect(chainOf(open, "linked")).toEqual(before);
  });

  it("makes a template of a VM, deploys a clone of it, and takes it back", async () => {
    await run("vm.markastemplate", "vm3");
    expect(open.vm("vm3").template).toBe(true);
    await run("vm.clone", "-vm", "vm3", "-on=false", "-ds", "ds0", "-pool", "C0/Resources", "deployed");
    expect(chainOf(open, "deployed")).toHaveLength(1);
    await run("vm.markasvm", "-pool", "C0/Resources", "vm3");
    expect(open.vm("vm3").template).toBe(false);
  });

  it("shows events and tasks by vCenter's names", async () => {
    expect(await run("events", "/DC0/vm/deployed")).toMatch(/deployed/);
    expect([...open.lab.world.events.all()].some((event) => event.$type === "VmDeployedEvent")).toBe(true);
    expect(await run("tasks", "-n", "50", "/DC0/vm/vm0")).toMatch(/removeSnapshot|Snapshot\.remove|Remove snapshot/i);
  });

  it("sees directories and files of a datastore", async () => {
    expect(await words("datastore.ls", "-ds", "ds0")).toEqual(expect.arrayContaining(["vm0", "vm1"]));
    expect(await words("datastore.ls", "-ds", "ds0", "vm0")).toEqual(expect.arrayContaining(["vm0.vmdk", "vm0.vmx"]));
    expect(await run("datastore.info", "ds0")).toMatch(/Type:\s+VMFS/);
  });

  it("sets HA, groups and a rule of a cluster", async () => {
    await run("cluster.change", "-drs-enabled=true", "-ha-enabled=false", "/DC0/host/C0");
    expect([...open.lab.world.all("ClusterComputeResource")][0]?.das.enabled).toBe(false);
    await run("cluster.group.create", "-cluster", "C0", "-name", "clones", "-vm", "vm0", "linked");
    await run("cluster.group.create", "-cluster", "C0", "-name", "permitted", "-host", "h0", "h1");
    await run("cluster.rule.create", "-cluster", "C0", "-name", "keep", "-enable", "-mandatory", "-vm-host", "-vm-group", "clones", "-host-affine-group", "permitted");
    expect(await words("cluster.group.ls", "-cluster", "C0")).toEqual(["clones", "permitted"]);
    expect(await words("cluster.rule.ls", "-cluster", "C0")).toEqual(["keep"]);
    await run("cluster.rule.remove", "-cluster", "C0", "-name", "keep");
    expect([...open.lab.world.all("ClusterComputeResource")][0]?.rules).toEqual([]);
  });

  it("evacuates a host into maintenance and brings it back", async () => {
    await run("vm.power", "-on", "vm1");
    const { host } = open.vm("vm1");
    const name = open.lab.world.the("HostSystem", host!).name;
    await run("host.maintenance.enter", name);
    expect(open.lab.world.the("HostSystem", host!).inMaintenanceMode).toBe(true);
    expect(open.vm("vm1").host).not.toBe(host);
    await run("host.maintenance.exit", name);
    expect(open.lab.world.the("HostSystem", host!).inMaintenanceMode).toBe(false);
  });

  it("leaves the lab without a defect", () => {
    expect(open.lab.world.defects).toEqual([]);
  });
});
