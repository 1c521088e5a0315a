/** What happens to a virtual machine of an estate after its birth. One step is one thing an administrator would do, or one thing that goes wrong. */
import type { Placed } from "./place.js";

export type Step = Placed & (
  | { readonly kind: "snapshot"; readonly name: string; readonly description: string; readonly memory: boolean; readonly quiesce: boolean }
  /** Removal as vCenter does it, or as an ESX host does: then levels may stay (vim-facts 6.6). */
  | { readonly kind: "remove-snapshot"; readonly name: string; readonly via: "vcenter" | "host"; readonly children: boolean; readonly consolidate: boolean }
  | { readonly kind: "revert"; readonly name: string }
  /** The guest writes that many bytes to each disk. */
  | { readonly kind: "write"; readonly bytes: number }
  /** A delta over each disk without a snapshot. */
  | { readonly kind: "add-delta" }
  | { readonly kind: "power"; readonly state: "poweredOn" | "poweredOff" | "suspended" }
  | { readonly kind: "mark-template" }
  | { readonly kind: "unregister" }
  | { readonly kind: "delete"; readonly via: "vcenter" | "host" }
  | { readonly kind: "connection"; readonly state: "disconnected" | "orphaned" | "inaccessible" | "invalid" }
  | { readonly kind: "consolidation-needed" }
  /** Onto another host, as vMotion does. */
  | { readonly kind: "move"; readonly host: string }
);
