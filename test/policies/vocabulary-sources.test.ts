// What docs/vocabulary.md says of where values come from, held against what tetherd reads.
import { expect, it } from "vitest";
import { viewTypes } from "../../src/policies/vocabulary/catalogue.js";
import { watchedTypes } from "../../src/vim/property-paths.js";

const fields = viewTypes.flatMap((type) => type.fields.map((field) => ({ ...field, title: `${type.name}.${field.name}` })));
const readPaths = [...watchedTypes].flatMap(([type, { readable }]) => readable.map(({ path }) => `${type}.${path}`));
/** `VirtualMachine.runtime.host` anywhere in a source. */
const named = /`((?:VirtualMachine|VirtualMachineSnapshot|HostSystem|ComputeResource|Datastore|Folder)\.[^`]+)`/g;

it.each(fields)("$title names only properties that are read", ({ source }) => {
  const paths = [...source.paths, ...[...source.from.matchAll(named)].map(([, path]) => path ?? "")];
  for (const path of paths) expect(readPaths.some((read) => path === read || path.startsWith(`${read}.`) || path.startsWith(`${read}[`)), path).toBe(true);
  expect(source.from).not.toBe("");
});

it.each(fields.filter(({ celType }) => celType === "int" || celType === "double"))("$title has a unit", ({ unit }) => {
  expect(unit).toMatch(/\w/);
});
