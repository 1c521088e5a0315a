/** A host's hardware, in short and in full: two packages of the same processor, invented but always the same for one host. */
import { vim, type VimObject } from "../wire/vim-value.js";
import type { HostState } from "../world/entities.js";

const cpuModel = "Intel(R) Xeon(R) Gold 6142 CPU @ 2.60GHz";
const maker = { vendor: "Lab", model: "Lab Server" };
const packages = 2;

/** Made of the host's id, for the BIOS knows no random numbers that change with each reading. */
function uuidOf(host: HostState): string {
  return `00000000-0000-4000-a000-${host.ref.value.replace(/\D/g, "").padStart(12, "0")}`;
}

export function hardwareSummaryOf(host: HostState): VimObject {
  return vim("HostHardwareSummary", {
    ...maker, uuid: uuidOf(host), memorySize: host.memoryBytes, cpuModel, cpuMhz: host.cpuMhz, numCpuPkgs: packages, numCpuCores: host.cpuCores, numCpuThreads: host.cpuCores * 2,
    numNics: 2, numHBAs: 2,
  });
}

export function hardwareOf(host: HostState): VimObject {
  const hz = host.cpuMhz * 1_000_000;
  const perPackage = host.cpuCores * 2 / packages;
  const cpuPkg = Array.from({ length: packages }, (_, index) => vim("HostCpuPackage", {
    index, vendor: "intel", hz, busHz: 100_000_000, description: cpuModel, threadId: Array.from({ length: perPackage }, (_each, thread) => index * perPackage + thread),
  }));
  return vim("HostHardwareInfo", {
    systemInfo: vim("HostSystemInfo", { ...maker, uuid: uuidOf(host), serialNumber: host.ref.value }),
    cpuInfo: vim("HostCpuInfo", { numCpuPackages: packages, numCpuCores: host.cpuCores, numCpuThreads: host.cpuCores * 2, hz }),
    cpuPkg, memorySize: host.memoryBytes, smcPresent: false,
  });
}
