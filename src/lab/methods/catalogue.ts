/** Every method the lab answers, table by table. A method of the schema that is in no table is refused with NotSupported. */
import type { MethodTable } from "./method.js";

const tables: readonly MethodTable[] = [];

export const methodCatalogue: MethodTable = Object.assign({}, ...tables) as MethodTable;
