/** The properties of the view manager: the views of whoever asks. */
import { vimSchema } from "../wire/vim-schema.js";
import type { Ref } from "../wire/vim-value.js";
import type { Properties } from "./property-table.js";

export const viewManagerProperties: Properties<Ref> = {
  viewList: (_world, _self, session) => [...session?.objects.values() ?? []].map((each) => each.ref).filter((ref) => vimSchema().isA(ref.type, "View")),
};
