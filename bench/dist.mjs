// The built product, imported with the types of its sources. It builds nothing: `scripts/prepare.mjs` does.

/** @typedef {{
 *   "vim/decode/update-set": typeof import("../src/vim/decode/update-set.ts"),
 *   "vim/property-paths": typeof import("../src/vim/property-paths.ts"),
 *   "vim/wsdl/vim-wsdl": typeof import("../src/vim/wsdl/vim-wsdl.ts"),
 *   "inventory/apply-updates": typeof import("../src/inventory/apply-updates.ts"),
 *   "inventory/inventory": typeof import("../src/inventory/inventory.ts"),
 *   "vim/create-vcenter": typeof import("../src/vim/create-vcenter.ts"),
 *   "bus/connect-bus": typeof import("../src/bus/connect-bus.ts"),
 *   "streams/run-lines": typeof import("../src/streams/run-lines.ts"),
 *   "streams/line-state": typeof import("../src/streams/line-state.ts"),
 *   "streams/judge": typeof import("../src/streams/judge.ts"),
 *   "policies/load-policies": typeof import("../src/policies/load-policies.ts"),
 *   "actions/request-by-hand": typeof import("../src/actions/request-by-hand.ts"),
 *   "app/actions/execution": typeof import("../src/app/actions/execution.ts"),
 *   "lab/estates/load-estate": typeof import("../src/lab/estates/load-estate.ts"),
 *   "vim/vim-operator": typeof import("../src/vim/vim-operator.ts"),
 *   "actions/catalogue": typeof import("../src/actions/catalogue.ts"),
 *   "lab/start-lab": typeof import("../src/lab/start-lab.ts"),
 *   "lab/estates/generate-estate": typeof import("../src/lab/estates/generate-estate.ts"),
 *   "lab/control/operate": typeof import("../src/lab/control/operate.ts"),
 *   "lab/methods/catalogue": typeof import("../src/lab/methods/catalogue.ts"),
 * }} Modules */

/**
 * @template {keyof Modules} Path
 * @param {Path} path below dist, without ending
 * @returns {Promise<Modules[Path]>}
 */
export async function fromDist(path) {
  return /** @type {Modules[Path]} */ (await import(new URL(`../dist/${path}.js`, import.meta.url).href));
}
