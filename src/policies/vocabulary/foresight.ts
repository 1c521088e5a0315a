/** What a change of a VM would leave behind, as conditions see it. */
import type { Foresight } from "../../inventory/foresight/foresight.js";
import type { DatastoreSpace } from "../../inventory/foresight/space-ledger.js";
import { bytes, flag, text, texts, type Field } from "./field.js";
import { always, derived, told } from "./source.js";
import { many, viewType } from "./view-type.js";

const sizes = "the bytes of the files, `Datastore.summary.freeSpace`";

export const spaceType = viewType<DatastoreSpace>("Space", "What a change would need and free on one datastore. Disk files only.", [
  text("datastore", "Name of the datastore.", told("Datastore.name"), ({ datastore }, { inventory }) => inventory.datastores.get(datastore)?.name),
  text("datastoreRef", "Its reference.", always("the files' paths"), ({ datastore }) => datastore),
  bytes("copiedBytes", "Written there.", derived(sizes, "the bytes of such a file are"), (space) => space.copiedBytes),
  bytes("freedBytes", "Certainly freed there.", derived(sizes, "the bytes of such a file are"), (space) => space.freedBytes),
  bytes("freedAtMostBytes", "Freed there at best: levels that merge may overlap wholly or not at all.", derived(sizes, "the bytes of such a file are"), (space) => space.freedAtMostBytes),
  bytes("freeAfterBytes", "Free space afterwards, as far as certain; negative when it does not fit.", derived(sizes, "the bytes of such a file are, or the free space"), (space) => space.freeAfterBytes),
]);

const rules = "the chains of all VMs, by what vCenter does with files (the rehearsal of `tetherd what-if`)";
const lists = (name: string, doc: string, get: (foresight: Foresight) => readonly string[]): Field<Foresight> =>
  texts(name, doc, derived(rules, "`missing` names what the list may lack"), (foresight) => (foresight.complete ? get(foresight) : undefined));

export const foresightType = viewType<Foresight>("Foresight", "What a change of a VM would leave behind. Files are `datastore-11:folder/file.vmdk`.", [
  lists("dependants", "References of other VMs that stand on files which live beside this VM.", (foresight) => foresight.dependants),
  lists("orphanedFiles", "Files that others go on standing on while nobody would live beside them any more.", (foresight) => foresight.orphans),
  lists("exposedFiles", "Files that one registered VM alone would be left to have: vCenter takes them for its own and deletes them with it.", (foresight) => foresight.exposed),
  lists("deletedFiles", "Files that are deleted.", (foresight) => foresight.deleted),
  lists("copiedFiles", "Files that are copied.", (foresight) => foresight.copied),
  lists("foldedFiles", "Files that merge with the one above them; the lowest of them stays and holds it all.", (foresight) => foresight.folded),
  many("space", "Space by datastore.", derived(sizes, "`missing` names a file or place that would have to be counted"), spaceType, (foresight) => (foresight.complete ? foresight.space : undefined)),
  texts("missing", "vSphere properties without which something of it is unknown.", always("what was read"), (foresight) => foresight.missing),
  flag("complete", "False while something missing may belong to the lists of VMs and files.", always("what was read"), (foresight) => foresight.complete),
]);
