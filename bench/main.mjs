// `npm run bench`: what tetherd's speed is built on, as ratios against others in the same run. No test depends on these figures.
import { decodeBench } from "./decode.mjs";
import { startEstate } from "./estate.mjs";
import { fetchUpdateSet } from "./update-set.mjs";
import { watchedProperties } from "./watched-properties.mjs";

const vcsim = await startEstate();
/** @type {Buffer} */
let updateSet;
try {
  updateSet = await fetchUpdateSet(vcsim, await watchedProperties());
} finally {
  await vcsim.stop();
}
await decodeBench(updateSet);
