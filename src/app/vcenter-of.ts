/** A vCenter's settings to the port the line reads it through. The compiler checks here that `vim` fits what `streams` asks for. */
import type { Settings, VCenterSettings } from "../settings/settings.js";
import type { VCenter } from "../streams/ports.js";
import { createVCenter } from "../vim/create-vcenter.js";
import type { Logger } from "./logger.js";

export function vcenterOf(vcenter: VCenterSettings, settings: Settings, log: Logger | undefined): VCenter {
  return createVCenter({
    name: vcenter.name,
    url: vcenter.url,
    username: vcenter.username,
    password: () => vcenter.password.read(),
    tls: tlsOf(vcenter),
    maxObjectUpdates: settings.watch.maxObjectUpdates,
    refreshMs: settings.watch.refreshMs,
    ...(log === undefined ? {} : { log: (level, message, fields) => log[level](fields ?? {}, message) }),
  });
}

export function tlsOf({ caFile, thumbprint, insecure }: VCenterSettings): { caFile?: string; thumbprint?: string; insecure?: boolean } {
  return { ...(caFile === undefined ? {} : { caFile }), ...(thumbprint === undefined ? {} : { thumbprint }), ...(insecure ? { insecure } : {}) };
}
