/** How the control door says that an order makes no sense: always LAB_ORDER_REFUSED, with what was found and what is allowed. */
import { nearestName } from "../../shared/nearest-name.js";
import { LabError } from "../errors.js";

export function refuse(message: string): LabError {
  return new LabError("LAB_ORDER_REFUSED", message);
}

/** For a name that is not among those that are there. */
export function refuseUnknown(kind: string, name: string, known: Iterable<string>): LabError {
  const some = [...known].slice(0, 2_000);
  return refuse(`there is no ${kind} "${name}"${nearestName(name, some) || `; allowed: ${some.length === 0 ? "there is none" : `${some.slice(0, 12).join(", ")}${some.length > 12 ? ", …" : ""}`}`}`);
}
