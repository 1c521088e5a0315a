// The story on vcsim, the field's own simulator: what can be shown there. It needs Go once, to build vcsim and govc.
import { createEstate } from "./estate.mjs";
import { highAvailability } from "./story-high-availability.mjs";
import { snapshotRemoval } from "./story-snapshot-removal.mjs";

/** @type {import("../main.mjs").Story} */
export const onVcsim = {
  vcenter: "A simulated vCenter (vcsim) with one HA cluster of ten hosts",
  settings: { TETHERD_HOST_LIMIT: "8" },
  async open(tell) {
    const estate = await createEstate(tell);
    return {
      access: estate.access,
      async tellAll(stage) {
        await highAvailability({ ...stage, estate, tell });
        await snapshotRemoval({ ...stage, estate, tell });
      },
      pasteLines: () => [],
      stop: () => estate.stop(),
    };
  },
};
