// The story on the lab, the embedded vCenter with true linked-clone behaviour. It needs Node, npm and nats-server, nothing else.
import { openEstate } from "./estate.mjs";
import { growth } from "./story-growth.mjs";
import { hostFailure } from "./story-host-failure.mjs";
import { leftLevel } from "./story-left-level.mjs";

/** @type {import("../main.mjs").Story} */
export const onLab = {
  vcenter: "An embedded vCenter (tetherd lab): 24 linked desktops on an HA cluster of fourteen hosts, two of them old",
  settings: {},
  async open(tell) {
    const estate = await openEstate(tell);
    return {
      access: estate.access,
      async tellAll(stage) {
        await growth({ ...stage, estate, tell });
        await hostFailure({ ...stage, estate, tell });
        await leftLevel({ ...stage, estate, tell });
      },
      pasteLines: () => [estate.govcLine, "govc find / -type m", "govc snapshot.tree -vm replica-win11"],
      stop: () => estate.stop(),
    };
  },
};
