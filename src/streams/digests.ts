/**
 * What was last said about each object. Of VMs, tens of thousands, it keeps the text that the ledger keeps of them anyway, for only those that change are
 * looked at; of everything else the digest itself, as some groups are large. It never compares two digests: a VM's is another object each time.
 */
import type { Digest, DigestSubject } from "../inventory/digest.js";
import type { Ref } from "../inventory/updates.js";
import { fromJsonText, jsonText } from "../shared/json-text.js";

type OtherKind = Exclude<DigestSubject["kind"], "vm">;

export class Digests {
  readonly #vms = new Map<Ref, string>();
  readonly #others: Readonly<Record<OtherKind, Map<string, Digest>>> = { group: new Map(), compute: new Map(), host: new Map(), datastore: new Map() };

  get({ kind, id }: DigestSubject): Digest | undefined {
    if (kind !== "vm") return this.#others[kind].get(id);
    const text = this.#vms.get(id);
    return text === undefined ? undefined : fromJsonText(text) as Digest;
  }

  /** Undefined forgets. */
  set({ kind, id }: DigestSubject, digest: Digest | undefined): void {
    const digests: Map<string, unknown> = kind === "vm" ? this.#vms : this.#others[kind];
    if (digest === undefined) digests.delete(id);
    else digests.set(id, kind === "vm" ? jsonText(digest) : digest);
  }

  idsOf(kind: DigestSubject["kind"]): Iterable<string> {
    return kind === "vm" ? this.#vms.keys() : this.#others[kind].keys();
  }
}
