// What tetherd does at its first sync, alone and timed like the peers: from connect to the whole model built. It takes the same order as they do, and reads
// the properties of its own list.
import { fromDist } from "./dist.mjs";

const order = /** @type {{ url: string, username: string, password: string, caFile: string }} */ (JSON.parse(process.argv[2] ?? "{}"));
const { createVCenter } = await fromDist("vim/create-vcenter");
const { Inventory } = await fromDist("inventory/inventory");
const { applyUpdates } = await fromDist("inventory/apply-updates");

const { signal } = new AbortController();
const started = performance.now();
const vcenter = createVCenter({
  name: "bench",
  url: order.url,
  username: order.username,
  password: () => order.password,
  tls: { caFile: order.caFile },
});
const watch = await vcenter.open(() => Promise.resolve(undefined), signal);
const opened = performance.now();
const inventory = new Inventory();
let objects = 0;
for (let truncated = true; truncated;) {
  const batch = await watch.waitForUpdates(1, signal);
  applyUpdates(inventory, batch.updates);
  objects += batch.updates.length;
  truncated = batch.truncated;
}
inventory.settleGroupIds();
const seconds = (performance.now() - started) / 1000;
await watch.close();
console.log(JSON.stringify({ client: "tetherd", seconds, openSeconds: (opened - started) / 1000, objects }));
