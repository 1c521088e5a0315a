// Starts a lab for clients that we did not write, with its certificate in a file, as an operator would hand it to them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLab, type Lab, type LabOptions } from "../../../src/lab/start-lab.js";
import type { VmState } from "../../../src/lab/world/vm-state.js";
import type { Access } from "./pyvmomi-hands.js";

export interface OpenLab {
  readonly lab: Lab;
  readonly access: Access;
  /** The truth about one VM, by name. */
  readonly vm: (name: string) => VmState;
  stop(): Promise<void>;
}

/** A lab whose hours are minutes, unless told otherwise. */
export async function openLab(options: LabOptions = {}): Promise<OpenLab> {
  const lab = await startLab({ clock: { factor: 60 }, ...options });
  const folder = await mkdtemp(join(tmpdir(), "tetherd-lab-"));
  const caFile = join(folder, "lab.pem");
  await writeFile(caFile, lab.certificatePem);
  return {
    lab,
    access: { url: lab.url, username: lab.world.settings.userName, password: lab.world.settings.password, caFile },
    vm: (name) => {
      for (const vm of lab.world.all("VirtualMachine")) if (vm.name === name) return vm;
      throw new Error(`the lab has no VM ${name}`);
    },
    async stop() {
      await lab.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The chain of a VM's first disk as the lab's truth has it: leaf first. */
export function chainOf({ lab, vm }: OpenLab, name: string): readonly string[] {
  const disk = vm(name).disks[0];
  return disk === undefined ? [] : lab.world.files.chain(disk.file).map((file) => lab.world.pathOf(file));
}
