"""The hands of an operator who uses pyVmomi: reads one JSON request per line, {"verb": …, …}, does it, and answers with one line of JSON.

It knows pyVmomi only; what the lab should have done is judged elsewhere. The one argument is JSON: {"url", "username", "password", "caFile"}.
"""

import copy
import json
import ssl
import sys
from urllib.parse import urlparse

from pyVim.connect import Disconnect, SmartConnect
from pyVim.task import WaitForTask
from pyVmomi import vim, vmodl

order = json.loads(sys.argv[1])
address = urlparse(order["url"])


def connect(password=None):
    return SmartConnect(
        host=address.hostname, port=address.port, user=order["username"], pwd=password or order["password"],
        sslContext=ssl.create_default_context(cafile=order["caFile"]),
    )


service = connect()
content = service.RetrieveContent()


def all_of(kind):
    view = content.viewManager.CreateContainerView(content.rootFolder, [kind], True)
    try:
        return list(view.view)
    finally:
        view.Destroy()


def named(kind, name):
    return next(each for each in all_of(kind) if each.name == name)


def vm_named(name):
    return named(vim.VirtualMachine, name)


def disks(machine):
    return [device for device in machine.config.hardware.device if isinstance(device, vim.vm.device.VirtualDisk)]


def chain(backing):
    files = []
    while backing is not None:
        files.append(backing.fileName)
        backing = backing.parent
    return files


def snapshot_named(machine, name):
    open_trees = list(machine.snapshot.rootSnapshotList)
    while open_trees:
        tree = open_trees.pop()
        if tree.name == name:
            return tree.snapshot
        open_trees.extend(tree.childSnapshotList)
    raise KeyError(name)


def relocate_spec(move_type, datastore=None, host=None):
    spec = vim.vm.RelocateSpec(diskMoveType=move_type)
    if datastore:
        spec.datastore = named(vim.Datastore, datastore)
    if host:
        spec.host = named(vim.HostSystem, host)
    return spec


def about(_):
    return {"apiType": content.about.apiType, "apiVersion": content.about.apiVersion, "instanceUuid": content.about.instanceUuid}


def inventory(_):
    return {
        "vms": sorted(machine.name for machine in all_of(vim.VirtualMachine)),
        "hosts": sorted(host.name for host in all_of(vim.HostSystem)),
        "datastores": sorted(datastore.name for datastore in all_of(vim.Datastore)),
        "clusters": sorted(cluster.name for cluster in all_of(vim.ClusterComputeResource)),
    }


def look(ask):
    machine = vm_named(ask["vm"])
    return {
        "power": machine.runtime.powerState, "host": machine.runtime.host.name, "template": machine.config.template,
        "disks": {str(disk.key): chain(disk.backing) for disk in disks(machine)},
        "snapshots": [] if machine.snapshot is None else [tree.name for tree in machine.snapshot.rootSnapshotList],
        "layout": sorted(file.name for file in machine.layoutEx.file), "consolidationNeeded": machine.runtime.consolidationNeeded,
        "datastores": sorted(each.name for each in machine.datastore),
    }


def pinned(ask):
    frozen = snapshot_named(vm_named(ask["vm"]), ask["snapshot"]).config
    return {str(disk.key): chain(disk.backing) for disk in frozen.hardware.device if isinstance(disk, vim.vm.device.VirtualDisk)}


def create_vm(ask):
    datacenter = content.rootFolder.childEntity[0]
    pool = named(vim.ClusterComputeResource, ask["cluster"]).resourcePool
    controller = vim.vm.device.VirtualDeviceSpec(operation="add", device=vim.vm.device.ParaVirtualSCSIController(key=-1, busNumber=0, sharedBus="noSharing"))
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(diskMode="persistent", thinProvisioned=True, fileName="")
    disk = vim.vm.device.VirtualDisk(key=-2, controllerKey=-1, unitNumber=0, capacityInKB=ask["gigabytes"] * 1024 * 1024, backing=backing)
    disk_spec = vim.vm.device.VirtualDeviceSpec(operation="add", fileOperation="create", device=disk)
    spec = vim.vm.ConfigSpec(
        name=ask["vm"], guestId="otherGuest64", numCPUs=1, memoryMB=512, deviceChange=[controller, disk_spec],
        files=vim.vm.FileInfo(vmPathName="[%s]" % ask["datastore"]),
    )
    return WaitForTask(datacenter.vmFolder.CreateVM_Task(config=spec, pool=pool))


def snapshot(ask):
    return WaitForTask(vm_named(ask["vm"]).CreateSnapshot_Task(name=ask["name"], description="made by pyVmomi", memory=False, quiesce=False))


def remove_snapshot(ask):
    return WaitForTask(snapshot_named(vm_named(ask["vm"]), ask["name"]).RemoveSnapshot_Task(removeChildren=False))


def remove_all_snapshots(ask):
    return WaitForTask(vm_named(ask["vm"]).RemoveAllSnapshots_Task())


def revert(ask):
    return WaitForTask(snapshot_named(vm_named(ask["vm"]), ask["name"]).RevertToSnapshot_Task())


def clone(ask):
    source = vm_named(ask["vm"])
    spec = vim.vm.CloneSpec(powerOn=False, template=False, location=relocate_spec(ask["move"], ask.get("datastore"), ask.get("host")))
    if "snapshot" in ask:
        spec.snapshot = snapshot_named(source, ask["snapshot"])
    return WaitForTask(source.CloneVM_Task(folder=source.parent, name=ask["name"], spec=spec))


def relocate(ask):
    return WaitForTask(vm_named(ask["vm"]).RelocateVM_Task(spec=relocate_spec(ask["move"], ask.get("datastore"), ask.get("host"))))


def migrate(ask):
    return WaitForTask(vm_named(ask["vm"]).MigrateVM_Task(host=named(vim.HostSystem, ask["host"]), priority="defaultPriority"))


def promote(ask):
    machine = vm_named(ask["vm"])
    chosen = [disk for disk in disks(machine) if disk.key in ask.get("keys", [])]
    return WaitForTask(machine.PromoteDisks_Task(unlink=ask["unlink"], disks=chosen))


def consolidate(ask):
    return WaitForTask(vm_named(ask["vm"]).ConsolidateVMDisks_Task())


def add_delta(ask):
    """The vendor's example: remove the disk and add a blank delta over it, in one reconfigure."""
    machine = vm_named(ask["vm"])
    disk = disks(machine)[0]
    added = copy.copy(disk)
    added.backing = copy.copy(disk.backing)
    added.backing.fileName = "[%s]" % disk.backing.datastore.name
    added.backing.parent = disk.backing
    changes = [
        vim.vm.device.VirtualDeviceSpec(operation="remove", device=disk),
        vim.vm.device.VirtualDeviceSpec(operation="add", fileOperation="create", device=added),
    ]
    return WaitForTask(machine.ReconfigVM_Task(spec=vim.vm.ConfigSpec(deviceChange=changes)))


def power(ask):
    machine = vm_named(ask["vm"])
    return WaitForTask(machine.PowerOnVM_Task() if ask["on"] else machine.PowerOffVM_Task())


def rename(ask):
    return WaitForTask(vm_named(ask["vm"]).Rename_Task(newName=ask["name"]))


def destroy(ask):
    return WaitForTask(vm_named(ask["vm"]).Destroy_Task())


def find(ask):
    machine = vm_named(ask["vm"])
    index = content.searchIndex
    found = index.FindByUuid(None, machine.config.instanceUuid, True, True)
    by_path = index.FindByInventoryPath("%s/vm/%s" % (content.rootFolder.childEntity[0].name, ask["vm"]))
    return {"byUuid": found._moId if found else None, "byPath": by_path._moId if by_path else None, "moid": machine._moId}


def browse(ask):
    datastore = named(vim.Datastore, ask["datastore"])
    spec = vim.host.DatastoreBrowser.SearchSpec(matchPattern=["*"])
    task = datastore.browser.SearchDatastoreSubFolders_Task("[%s]" % ask["datastore"], spec)
    WaitForTask(task)
    return sorted(result.folderPath.rstrip("/") + "/" + file.path for result in task.info.result for file in result.file)


def pin_group(ask):
    cluster = named(vim.ClusterComputeResource, ask["cluster"])
    groups = [
        vim.cluster.VmGroup(name="clones", vm=[vm_named(name) for name in ask["vms"]]),
        vim.cluster.HostGroup(name="permitted", host=[named(vim.HostSystem, name) for name in ask["hosts"]]),
    ]
    rule = vim.cluster.VmHostRuleInfo(name="keep", enabled=True, mandatory=True, vmGroupName="clones", affineHostGroupName="permitted")
    spec = vim.cluster.ConfigSpecEx(
        groupSpec=[vim.cluster.GroupSpec(operation="add", info=group) for group in groups],
        rulesSpec=[vim.cluster.RuleSpec(operation="add", info=rule)],
    )
    WaitForTask(cluster.ReconfigureComputeResource_Task(spec, True))
    config = cluster.configurationEx
    return {"groups": sorted(group.name for group in config.group), "rules": [[each.name, each.mandatory] for each in config.rule]}


def events(ask):
    filter_spec = vim.event.EventFilterSpec(entity=vim.event.EventFilterSpec.ByEntity(entity=vm_named(ask["vm"]), recursion="self"))
    collector = content.eventManager.CreateCollectorForEvents(filter_spec)
    try:
        collected = []
        while page := collector.ReadNextEvents(100):
            collected.extend(page)
        return [[type(event).__name__.split(".")[-1], event.chainId, event.userName] for event in collected]
    finally:
        collector.DestroyCollector()


def tasks(ask):
    filter_spec = vim.TaskFilterSpec(entity=vim.TaskFilterSpec.ByEntity(entity=vm_named(ask["vm"]), recursion="self"))
    collector = content.taskManager.CreateCollectorForTasks(filter_spec)
    try:
        return [[info.descriptionId, info.state] for info in collector.ReadNextTasks(100)]
    finally:
        collector.DestroyCollector()


def operation_ids(ask):
    """Of the tasks that one VM still shows."""
    return [task.info.activationId for task in vm_named(ask["vm"]).recentTask]


def mark(ask):
    """Value of one key of extraConfig, and the description of each snapshot."""
    machine = vm_named(ask["vm"])
    found = [option.value for option in machine.config.extraConfig if option.key == ask["key"]]
    trees = [] if machine.snapshot is None else machine.snapshot.rootSnapshotList
    return {"extraConfig": found, "descriptions": [tree.description for tree in trees]}


def rules(ask):
    config = named(vim.ClusterComputeResource, ask["cluster"]).configurationEx
    members = {group.name: sorted(each.name for each in (group.vm if isinstance(group, vim.cluster.VmGroup) else group.host)) for group in config.group}
    return {"groups": members, "rules": [[each.name, each.enabled, each.mandatory, each.vmGroupName, each.affineHostGroupName] for each in config.rule]}


def updates(ask):
    """Watches the named properties of one VM while `during` is done, and tells the names of the properties announced."""
    collector = content.propertyCollector.CreatePropertyCollector()
    query = vmodl.query.PropertyCollector
    spec = query.FilterSpec(
        objectSet=[query.ObjectSpec(obj=vm_named(ask["vm"]))],
        propSet=[query.PropertySpec(type=vim.VirtualMachine, pathSet=ask["paths"])],
    )
    collector.CreateFilter(spec, False)
    first = collector.WaitForUpdatesEx("", query.WaitOptions(maxWaitSeconds=5))
    verbs[ask["during"]["verb"]](ask["during"])
    told, version = [], first.version
    while True:
        update = collector.WaitForUpdatesEx(version, query.WaitOptions(maxWaitSeconds=1))
        if update is None:
            break
        version = update.version
        told.extend(change.name for each in update.filterSet for found in each.objectSet for change in found.changeSet)
    collector.Destroy()
    return {"first": sorted(change.name for change in first.filterSet[0].objectSet[0].changeSet), "announced": sorted(set(told))}


def login_with(ask):
    connect(ask["password"])


def bad_property(ask):
    collector = content.propertyCollector.CreatePropertyCollector()
    query = vmodl.query.PropertyCollector
    spec = query.FilterSpec(objectSet=[query.ObjectSpec(obj=vm_named(ask["vm"]))], propSet=[query.PropertySpec(type=vim.VirtualMachine, pathSet=[ask["path"]])])
    collector.CreateFilter(spec, False)


verbs = {name: each for name, each in list(globals().items()) if callable(each) and getattr(each, "__module__", "") == "__main__"}

for line in sys.stdin:
    request = json.loads(line)
    try:
        result = verbs[request["verb"]](request)
        answer = {"ok": getattr(result, "_moId", result)}
    except vmodl.MethodFault as fault:
        answer = {"fault": type(fault).__name__.split(".")[-1], "text": fault.msg}
    except (AttributeError, KeyError, StopIteration) as missing:
        answer = {"fault": type(missing).__name__, "text": str(missing)}
    print(json.dumps(answer), flush=True)

Disconnect(service)
