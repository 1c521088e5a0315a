/** A vCenter's settings to the port the line reads it through. The compiler checks here that `vim` fits what `streams` asks for. */
import type { Settings, VCenterSettings } from "../settings/settings.js";
import type { VCenter } from "../streams/ports.js";
import type { VCenterAccess } from "../vim/settings.js";
import { createVCenter } from "../vim/create-vcenter.js";
import type { Logger } from "./logger.js";

export function vcenterOf(vcenter: VCenterSettings, settings: Settings, log: Logger | undefined): VCenter {
  return createVCenter(accessOf(vcenter, settings, log));
}

export function accessOf(vcenter: VCenterSettings, settings: Settings, log: Logger | undefined): VCenterAccess {
  const { name, url, username, caFile, thumbprint, insecure } = vcenter;
  return {
    name, url, username,
    password: () => vcenter.password.read(),
    tls: { caFile, thumbprint, insecure },
    maxObjectUpdates: settings.watch.maxObjectUpdates,
    refreshMs: settings.watch.refreshMs,
    log: log === undefined ? undefined : (level, message, fields) => {
      log[level](fields, message);
    },
  };
}
