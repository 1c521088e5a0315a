/** The oracle's restart risk: each host of the group fails in thought, and HA draws candidates one after the other without putting them back. */
import { rounded, type GroupFinding, type RiskFinding } from "./findings.js";
import type { Picture, PictureCompute, PictureHost, PictureVm } from "./picture.js";

const none: RiskFinding = { slotFree: 0, slotHeld: 0 };

export function findRisk(picture: Picture, members: readonly PictureVm[], limit: GroupFinding["limit"]): RiskFinding | undefined {
  if (limit.verdict === "lifted") return none;
  const hosts = members.map((vm) => picture.hosts.find(({ ref }) => ref === vm.host));
  if (limit.hosts === undefined || hosts.includes(undefined)) return undefined;
  const places = picture.hosts.filter((host) => hosts.includes(host));
  let worst = none;
  for (const cluster of picture.computes.filter(({ haEnabled }) => haEnabled)) {
    for (const vm of members) {
      const own = places.find(({ ref }) => ref === vm.host);
      if (own?.compute !== cluster.ref || vm.template || cluster.neverRestarted(vm.ref)) continue;
      for (const found of fates(picture, cluster, vm, places, limit.hosts)) {
        if (Math.max(found.slotFree, found.slotHeld) > Math.max(worst.slotFree, worst.slotHeld)) worst = found;
      }
    }
  }
  return { slotFree: rounded(worst.slotFree), slotHeld: rounded(worst.slotHeld) };
}

/** One per host of the group that may fail under a VM that the same rules bind as `vm`. */
function fates(picture: Picture, cluster: PictureCompute, vm: PictureVm, places: readonly PictureHost[], permitted: number): readonly RiskFinding[] {
  const rules = cluster.mustRules.filter((rule) => rule.vms.includes(vm.ref));
  const able = picture.hosts.filter((host) => cluster.hosts.includes(host.ref) && takesVms(host) && rules.every((rule) => rule.mayRunOn(host.ref)));
  const holding = places.filter((host) => holdsFiles(host));
  return places.filter((host) => able.includes(host)).map((failed) => {
    const candidates = able.filter((host) => host !== failed);
    const survivors = holding.filter((host) => host !== failed);
    const dead = (held: number): number => {
      const good = candidates.filter((host) => survivors.includes(host) || held < permitted).length;
      return candidates.length === 0 ? 0 : neverGood(good, candidates.length - good, cluster.attempts ?? 5);
    };
    return { slotFree: dead(survivors.length), slotHeld: dead(survivors.length + 1) };
  });
}

/** HA draws until it has drawn a good one, has no attempt left, or nobody is left to draw. */
function neverGood(good: number, bad: number, attempts: number): number {
  if (attempts === 0 || bad === 0) return good === 0 || attempts === 0 ? 1 : 0;
  return (bad / (good + bad)) * neverGood(good, bad - 1, attempts - 1);
}

function takesVms(host: PictureHost): boolean {
  return host.connected && host.poweredOn && !host.inMaintenance;
}

function holdsFiles(host: PictureHost): boolean {
  return host.poweredOn && !host.inMaintenance;
}
