/** Every action that a policy can ask for. A list by hand, alphabetical; `loadPolicies` is handed it. */
import type { Action } from "./action.js";
import { promote } from "./promote.js";

export const actionCatalogue: readonly Action[] = [promote];
