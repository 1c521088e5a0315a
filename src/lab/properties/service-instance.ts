/** The properties of the service instance. */
import { serviceContent } from "../methods/service/service-content.js";
import { vim, type Ref } from "../wire/vim-value.js";
import { dateTime } from "./lab-time.js";
import type { Properties } from "./property-table.js";

export const serviceInstanceProperties: Properties<Ref> = {
  serverClock: (world) => dateTime(world.clock.now()),
  capability: () => vim("Capability", { provisioningSupported: true, multiHostSupported: true, userShellAccessSupported: true, networkBackupAndRestoreSupported: true }),
  content: (world) => serviceContent(world),
};
