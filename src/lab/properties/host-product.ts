/** What a host says it is: ESX before 5.0, ESXi since. */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";

/** Whether the host's version is at least `major.minor`. */
export function isAtLeast(host: HostState, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = host.version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** AboutInfo of the host itself, apiType HostAgent. */
export function productOf(host: HostState): VimObject {
  const name = isAtLeast(host, 5, 0) ? "VMware ESXi" : "VMware ESX";
  return vim("AboutInfo", {
    name, fullName: `${name} ${host.version} build-${host.build}`, vendor: "VMware, Inc.", version: host.version, build: host.build, localeVersion: "INTL", localeBuild: "000",
    osType: "vmnix-x86", productLineId: isAtLeast(host, 5, 0) ? "embeddedEsx" : "esx", apiType: "HostAgent", apiVersion: host.version,
    licenseProductName: "VMware ESX Server", licenseProductVersion: `${host.version.split(".")[0] ?? ""}.0`,
  });
}
