"""Writes schemas/vim/vim25-8.0.3.txt: the vSphere API as facts (type names, field orders, optionality, since-versions, privileges), read from
an installed pyVmomi. Run with a Python that has it: python extract.py > schemas/vim/vim25-8.0.3.txt. The lab reads the result; see docs/lab.md."""
import sys
import pyVmomi
from pyVmomi import VmomiSupport as support

NEWEST = (8, 0, 3, 0)
OPTIONAL = support.F_OPTIONAL
BUILT_IN = {
    "vmodl.DateTime": "dateTime", "vmodl.URI": "anyURI", "vmodl.Binary": "base64Binary", "vmodl.TypeName": "TypeName", "vmodl.PropertyPath": "PropertyPath",
    "vmodl.MethodName": "MethodName", "vmodl.ManagedObject": "ManagedObject", "vmodl.DataObject": "DataObject", "vmodl.DynamicData": "DynamicData",
    "vmodl.MethodFault": "MethodFault", "vmodl.RuntimeFault": "RuntimeFault", "vmodl.Any": "anyType", "anyType": "anyType",
}
# Where the bindings model the root types in their own way, the wire is written down.
BY_HAND = {
    "DynamicData": "data DynamicData < DataObject",
    "LocalizedMethodFault": "data LocalizedMethodFault < DynamicData: fault:MethodFault localizedMessage?:string",
    "MethodFault": "data MethodFault < DataObject: faultCause?:LocalizedMethodFault faultMessage?:LocalizableMessage[]",
}
# Objects that hang on managers the lab does not have; their types would only make the table longer.
LEFT_OUT = ("vim.profile.", "vim.host.", "vim.vcha.", "vim.vsan.", "vim.dvs.", "vim.net.", "vim.storageDrs.", "vim.vslm.", "vim.encryption.", "vim.option.",
            "vim.scheduler.", "vim.alarm.", "vim.ext.", "vim.vApp.", "vim.tenant", "vim.OvfManager", "vim.HealthUpdateManager", "vim.dp.", "vim.ServiceDirectory")
KEPT = ("vim.host.DatastoreBrowser",)


def since(version):
    text = support.versionIdMap.get(version, "")
    try:
        return tuple(int(part) for part in text.split("."))
    except ValueError:
        return () if version.startswith("vmodl") or text.startswith("2.5") else (99,)


def wanted(version):
    return since(version) <= NEWEST


def stamp(version):
    number = since(version)
    return "@" + ".".join(map(str, number)) if number > (5, 5) else ""


data = {name: entry for name, entry in support._dataDefMap.items() if name.startswith(("vim.", "vmodl."))}
managed = {name: entry for name, entry in support._managedDefMap.items() if name.startswith(("vim.", "vmodl."))}
enums = {name: entry for name, entry in support._enumDefMap.items() if name.startswith(("vim.", "vmodl."))}
wire = {name: entry[1] for table in (data, managed, enums) for name, entry in table.items()}


def wire_type(name):
    if name.endswith("[]"):
        return wire_type(name[:-2]) + "[]"
    return BUILT_IN.get(name) or wire.get(name, name)


def carried(name):
    """The type of a field: inside data a fault always travels wrapped, which the bindings do not say."""
    return {"MethodFault": "LocalizedMethodFault", "MethodFault[]": "LocalizedMethodFault[]"}.get(wire_type(name), wire_type(name))


def served(name):
    return name.startswith(KEPT) or not name.startswith(LEFT_OUT)


def field(entry):
    name, kind, version, flags = entry[:4]
    return f"{name}{'?' if flags & OPTIONAL else ''}:{carried(kind)}{stamp(version)}"


needed, queue = set(), []


def need(name):
    name = name[:-2] if name.endswith("[]") else name
    if name in data and name not in needed and wanted(data[name][3]):
        needed.add(name)
        queue.append(name)
    elif name in enums:
        needed.add(name)


children = {}
for name, entry in data.items():
    children.setdefault(entry[2], []).append(name)

managed_lines = []
for name, entry in sorted(managed.items(), key=lambda pair: pair[1][1]):
    _, wsdl, parent, version, properties, methods = entry
    if not wanted(version):
        continue
    if not served(name):
        managed_lines.append(f"managed {wsdl} < {wire_type(parent)}")
        continue
    managed_lines.append(f"managed {wsdl} < {wire_type(parent)}")
    for each in properties or ():
        if wanted(each[2]):
            need(each[1])
            managed_lines.append(f"  .{field(each)}{' !' + each[4] if each[4] else ''}")
    for method in methods or ():
        vmodl, wsdl_name, version, params, (_, result, task_result), privilege, faults = method
        if not wanted(version):
            continue
        for each in params:
            need(each[1])
        need(result)
        need(task_result)
        text = " ".join(field(each) for each in params if wanted(each[2]))
        returns = wire_type(result) + ("=" + wire_type(task_result) if result == "vim.Task" else "")
        managed_lines.append(f"  {wsdl_name}({text}) -> {returns} ~{vmodl}{stamp(version)}{' !' + privilege if privilege else ''}")

for root in ("vim.event.Event", "vmodl.MethodFault", "vmodl.RuntimeFault"):
    for name in data:
        if name.startswith(("vim.event.", "vim.fault.", "vmodl.fault.", "vmodl.query.")):
            need(name)
while queue:
    name = queue.pop()
    entry = data[name]
    need(entry[2])
    for each in entry[4] or ():
        if wanted(each[2]):
            need(each[1])
    for child in children.get(name, ()):
        if name not in ("vmodl.DynamicData", "vmodl.DataObject"):
            need(child)

print(f"# The vSphere API up to {'.'.join(map(str, NEWEST))} as facts: names, order, optionality and since-versions. Made by scripts/vim-schema/extract.py from")
print("# the published bindings of pyVmomi; do not edit. A field is name, ? when optional, type, @since when newer than 5.5; ! names a privilege, ~ the VMODL name.")
# How pyVmomi reads one property; the published WSDL does not list it, and vCenter answers it (vcsim does too).
print("managed ManagedObject")
print("  Fetch(prop:PropertyPath) -> anyType ~fetch !System.Anonymous")
for line in managed_lines:
    print(line)
for name in sorted(needed, key=lambda each: wire[each]):
    if name in enums:
        print(f"enum {wire[name]} = {' '.join(enums[name][3])}")
    else:
        _, wsdl, parent, version, fields = data[name]
        if wsdl in BY_HAND:
            print(BY_HAND[wsdl])
            continue
        text = " ".join(field(each) for each in fields or () if wanted(each[2]))
        print(f"data {wsdl} < {wire_type(parent)}{': ' + text if text else ''}")
