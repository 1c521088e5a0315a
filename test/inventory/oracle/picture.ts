/** An estate at one moment, flat and plain, as the oracle looks at it. It knows neither the inventory nor the lab: both are drawn into it. */

export interface Picture {
  readonly vms: readonly PictureVm[];
  readonly hosts: readonly PictureHost[];
  readonly computes: readonly PictureCompute[];
  readonly datastores: readonly PictureDatastore[];
}

export interface PictureVm {
  readonly ref: string;
  readonly name: string;
  readonly template: boolean;
  readonly host: string | undefined;
  /** "datastore-11:vm0", where its configuration file lies; undefined when that was not read. */
  readonly home: string | undefined;
  /** False while vCenter does not show its configuration; the disks are then what they really are, or none when nobody knows. */
  readonly readable: boolean;
  readonly consolidationNeeded: boolean;
  readonly disks: readonly PictureDisk[];
  readonly snapshots: readonly { readonly ref: string; readonly disks: readonly PictureDisk[] }[];
}

export interface PictureDisk {
  readonly key: number;
  /** "datastore-11:vm0/vm0.vmdk", leaf first. */
  readonly files: readonly string[];
  readonly multiWriter: boolean;
  readonly independent: boolean;
}

export interface PictureHost {
  readonly ref: string;
  /** "8.0.3". */
  readonly version: string;
  readonly compute: string | undefined;
  readonly connected: boolean;
  readonly poweredOn: boolean;
  readonly inMaintenance: boolean;
}

export interface PictureCompute {
  readonly ref: string;
  readonly hosts: readonly string[];
  readonly haEnabled: boolean;
  /** das.maxvmrestartcount; undefined where nobody set it. */
  readonly attempts: number | undefined;
  /** Refs of VMs that HA does not restart. */
  readonly neverRestarted: (vm: string) => boolean;
  readonly mustRules: readonly { readonly vms: readonly string[]; readonly mayRunOn: (host: string) => boolean }[];
}

export interface PictureDatastore {
  readonly ref: string;
  readonly type: string;
  readonly vmfsMajorVersion: number | undefined;
}

export function directoryOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : file.slice(0, file.indexOf(":") + 1);
}
