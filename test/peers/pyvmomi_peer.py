"""Reads given properties of every object of given types from a vCenter and prints how long that took, from connect to decoded.

A peer to compare with; it shares nothing with tetherd. The one argument is JSON:
{"url": …, "username": …, "password": …, "caFile": …, "types": {"VirtualMachine": ["name", …], …}}.
"""

import json
import ssl
import sys
import time
from urllib.parse import urlparse

from pyVim.connect import SmartConnect
from pyVmomi import vim, vmodl


def retrieve(order):
    address = urlparse(order["url"])
    service = SmartConnect(
        host=address.hostname,
        port=address.port,
        user=order["username"],
        pwd=order["password"],
        sslContext=ssl.create_default_context(cafile=order["caFile"]),
    )
    content = service.RetrieveContent()
    kinds = {getattr(vim, name): paths for name, paths in order["types"].items()}
    view = content.viewManager.CreateContainerView(content.rootFolder, list(kinds), True)

    collector = vmodl.query.PropertyCollector
    traversal = collector.TraversalSpec(name="view", path="view", skip=False, type=vim.view.ContainerView)
    spec = collector.FilterSpec(
        objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[traversal])],
        propSet=[collector.PropertySpec(type=kind, pathSet=paths) for kind, paths in kinds.items()],
    )
    options = collector.RetrieveOptions()
    page = content.propertyCollector.RetrievePropertiesEx([spec], options)
    objects = list(page.objects)
    while page.token:
        page = content.propertyCollector.ContinueRetrievePropertiesEx(page.token)
        objects.extend(page.objects)
    return objects


def main():
    order = json.loads(sys.argv[1])
    started = time.perf_counter()
    objects = retrieve(order)
    seconds = time.perf_counter() - started
    devices = sum(len(prop.val) for one in objects for prop in one.propSet if prop.name == "config.hardware.device")
    properties = sum(len(one.propSet) for one in objects)
    print(json.dumps({"client": "pyVmomi", "seconds": seconds, "objects": len(objects), "properties": properties, "devices": devices}))


if __name__ == "__main__":
    main()
