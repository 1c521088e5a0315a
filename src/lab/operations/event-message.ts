/** The sentences of events as vCenter writes them, for whoever has none of his own. They name what the event names and never decide anything. */
import { isTypedValue, type VimObject, type VimValue } from "../wire/vim-value.js";

const place = "on {host.name} in {datacenter.name}";

/** By class; {vm.name} is replaced by that field of the event, {reason} by its localizedMessage. */
const sentences: Readonly<Record<string, string>> = {
  VmStartingEvent: `{vm.name} ${place} is starting`,
  VmPoweredOnEvent: `{vm.name} ${place} is powered on`,
  DrsVmPoweredOnEvent: `DRS powered on {vm.name} ${place}`,
  VmStoppingEvent: `{vm.name} ${place} is stopping`,
  VmPoweredOffEvent: `{vm.name} ${place} is powered off`,
  VmSuspendingEvent: `{vm.name} ${place} is being suspended`,
  VmSuspendedEvent: `{vm.name} ${place} is suspended`,
  VmResumingEvent: `{vm.name} ${place} is resumed`,
  VmResettingEvent: `{vm.name} ${place} is reset`,
  VmFailedToPowerOnEvent: `Cannot power on {vm.name} ${place}: {reason}`,
  VmFailedToPowerOffEvent: `Cannot power off {vm.name} ${place}: {reason}`,
  VmFailedToSuspendEvent: `Cannot suspend {vm.name} ${place}: {reason}`,
  VmFailedToResetEvent: `Cannot reset {vm.name} ${place}: {reason}`,
  VmGuestShutdownEvent: `Guest OS shut down for {vm.name} ${place}`,
  VmGuestRebootEvent: `Guest OS reboot for {vm.name} ${place}`,
  VmGuestStandbyEvent: `Guest OS standby for {vm.name} ${place}`,
  VmRestartedOnAlternateHostEvent: "Virtual machine {vm.name} was restarted on {host.name} since {sourceHost.name} failed",
  NotEnoughResourcesToStartVmEvent: "Not enough resources to failover {vm.name} in {computeResource.name} in {datacenter.name}. {reason}",
  VmFailoverFailed: "vSphere HA could not fail over {vm.name} on {host.name} in cluster {computeResource.name} in {datacenter.name}: {reason}",
  VmMaxRestartCountReached: "vSphere HA stopped trying to restart {vm.name} on {host.name} in cluster {computeResource.name} in {datacenter.name} because the maximum VM restart count was reached",
  VmDisconnectedEvent: "{vm.name} on host {host.name} in {datacenter.name} is disconnected",
  VmConnectedEvent: "Virtual machine {vm.name} is connected",
  HostConnectionLostEvent: "Host {host.name} in {datacenter.name} is not responding",
  HostConnectedEvent: "Connected to {host.name} in {datacenter.name}",
  DasHostFailedEvent: "A possible host failure has been detected by vSphere HA on {failedHost.name} in cluster {computeResource.name} in {datacenter.name}",
};

/** The sentence of an event whose other fields are given; the bare class name when there is none. */
export function eventMessage(type: string, fields: Readonly<Record<string, VimValue>>): string {
  return fillIn(sentences[type] ?? type, fields);
}

function fillIn(sentence: string, fields: Readonly<Record<string, VimValue>>): string {
  return sentence.replace(/\{([\w.]+)\}/g, (_all, path: string) => {
    let value: VimValue = fields[path.split(".")[0] ?? ""];
    for (const step of path.split(".").slice(1)) value = fieldOf(value, step);
    return typeof value === "object" ? wordOf(fieldOf(value, "localizedMessage")) : wordOf(value);
  });
}

function fieldOf(value: VimValue, name: string): VimValue {
  return typeof value === "object" && !Array.isArray(value) && !isTypedValue(value) ? (value as VimObject)[name] : undefined;
}

function wordOf(value: VimValue): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
