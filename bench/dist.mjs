// The built product, imported with the types of its sources. It builds nothing: `scripts/prepare.mjs` does.

/** @typedef {{
 *   "vim/decode/update-set": typeof import("../src/vim/decode/update-set.ts"),
 *   "vim/property-paths": typeof import("../src/vim/property-paths.ts"),
 *   "vim/wsdl/vim-wsdl": typeof import("../src/vim/wsdl/vim-wsdl.ts"),
 *   "inventory/apply-updates": typeof import("../src/inventory/apply-updates.ts"),
 *   "inventory/inventory": typeof import("../src/inventory/inventory.ts"),
 * }} Modules */

/**
 * @template {keyof Modules} Path
 * @param {Path} path below dist, without ending
 * @returns {Promise<Modules[Path]>}
 */
export async function fromDist(path) {
  return /** @type {Modules[Path]} */ (await import(new URL(`../dist/${path}.js`, import.meta.url).href));
}
