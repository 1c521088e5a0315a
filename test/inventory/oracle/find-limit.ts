/** The oracle's host limit: eight for old hosts or old VMFS, lifted for everything newer (design of the limit: docs/host-limit-and-ha.md). */
import type { GroupFinding } from "./findings.js";
import type { Picture, PictureVm } from "./picture.js";

export function findLimit(picture: Picture, members: readonly PictureVm[], base: string): GroupFinding["limit"] {
  const unknown = { verdict: "unknown", hosts: undefined };
  const own = members.map((vm) => picture.hosts.find(({ ref }) => ref === vm.host));
  const mayRun = picture.hosts.filter((host) => own.some((mine) => mine === host || (mine?.compute !== undefined && mine.compute === host.compute)));
  if (mayRun.some(isOld)) return { verdict: "applies", hosts: 8 };
  const datastore = picture.datastores.find(({ ref }) => base.startsWith(`${ref}:`));
  if (datastore?.type === "VMFS" && (datastore.vmfsMajorVersion ?? 6) < 5) return { verdict: "applies", hosts: 8 };
  if (own.includes(undefined) || datastore === undefined) return unknown;
  if (datastore.type === "VMFS") return { verdict: "lifted", hosts: 32 };
  return ["NFS", "NFS41", "VSAN", "VVOL"].includes(datastore.type) ? { verdict: "lifted", hosts: mayRun.length } : unknown;
}

function isOld({ version }: { readonly version: string }): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major * 100 + minor < 501;
}
