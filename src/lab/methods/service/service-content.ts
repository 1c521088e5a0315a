/** What a client learns of this vCenter before it logs in: its managers and what it says about itself (vim-facts 2). It names only what the lab answers for. */
import { ref, vim, type VimObject } from "../../wire/vim-value.js";
import { rootFolderRef, type World } from "../../world/world.js";

export function serviceContent(world: World): VimObject {
  return vim("ServiceContent", {
    rootFolder: rootFolderRef,
    propertyCollector: ref("PropertyCollector", "propertyCollector"),
    viewManager: ref("ViewManager", "ViewManager"),
    about: aboutInfo(world),
    sessionManager: ref("SessionManager", "SessionManager"),
    authorizationManager: ref("AuthorizationManager", "AuthorizationManager"),
    eventManager: ref("EventManager", "EventManager"),
    taskManager: ref("TaskManager", "TaskManager"),
    searchIndex: ref("SearchIndex", "SearchIndex"),
    fileManager: ref("FileManager", "FileManager"),
    virtualDiskManager: ref("VirtualDiskManager", "virtualDiskManager"),
  });
}

/** AboutInfo as a vCenter Server Appliance gives it; `apiVersion` and `version` are different numbers (vim-facts 2). */
export function aboutInfo(world: World): VimObject {
  const { version, build, apiVersion } = world.settings;
  return vim("AboutInfo", {
    name: "VMware vCenter Server",
    fullName: `VMware vCenter Server ${version} build-${build} (tetherd lab)`,
    vendor: "VMware, Inc.",
    version,
    build,
    localeVersion: "INTL",
    localeBuild: "000",
    osType: "linux-x64",
    productLineId: "vpx",
    apiType: "VirtualCenter",
    apiVersion,
    instanceUuid: world.instanceUuid,
    licenseProductName: "VMware VirtualCenter Server",
    licenseProductVersion: `${version.split(".")[0] ?? ""}.0`,
  });
}
