/**
 * A fault as vCenter sends it: thrown by methods before a task exists, or kept as a task's error.
 * `type` is the wire name without the word "Fault" at its end unless the name has it.
 */
import { vim, type VimObject, type VimValue } from "./vim-value.js";

export class VimFault extends Error {
  override readonly name = "VimFault";
  readonly type: string;
  readonly fields: Readonly<Record<string, VimValue>>;

  /** `message` is the faultstring; a fault without a `type` in the schema ("" ) has no detail, as for an unknown method. */
  constructor(type: string, message: string, fields: Record<string, VimValue> = {}) {
    super(message);
    this.type = type;
    this.fields = fields;
  }

  /** The fault as a data object. */
  toObject(): VimObject {
    return vim(this.type, { ...this.fields });
  }

  /** LocalizedMethodFault, the form in which faults travel inside data. */
  toLocalized(): VimObject {
    return vim("LocalizedMethodFault", { fault: this.toObject(), localizedMessage: this.message });
  }
}
