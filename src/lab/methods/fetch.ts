/** Fetch: one property of one object, the way pyVmomi reads them. It names a property of the object itself, never a path below one. */
import { propertyOf } from "../properties/property-of.js";
import { asAny } from "../wire/as-any.js";
import { textOf } from "../wire/read-args.js";
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema } from "../wire/vim-schema.js";
import type { MethodTable } from "./method.js";

export const fetchMethods: MethodTable = {
  "ManagedObject.Fetch": ({ world, session, self, args, userName }) => {
    const name = textOf(args, "prop");
    const field = vimSchema().fieldsOf(self.type).get(name);
    if (field === undefined) throw new VimFault("InvalidProperty", "", { name });
    if (userName === "" && field.privilege !== "System.Anonymous") {
      throw new VimFault("NotAuthenticated", "The session is not authenticated.", { object: self, privilegeId: field.privilege ?? "System.Read" });
    }
    const value = propertyOf(world, session, self, name);
    return value === undefined ? undefined : asAny(field, value);
  },
};
