/** The key of an action's record in the journal of actions. Everybody who writes or reads one agrees here. */
import { escapeToken } from "./subject-token.js";

/** `id` and `vcenter` (instance UUID) are escaped, so that nothing breaks a key. */
export function intentKey(vcenter: string, id: string): string {
  return `${escapeToken(vcenter)}.action.${escapeToken(id)}`;
}
