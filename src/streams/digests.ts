/**
 * What was last said about each object, as the text that the ledger keeps of it: of tens of thousands of objects only those that change are looked at.
 * It never compares two digests: each reading of one gives another object.
 */
import type { Digest, DigestSubject } from "../inventory/digest.js";
import { fromJsonText, jsonText } from "../shared/json-text.js";

type DigestKind = DigestSubject["kind"];
const kinds: readonly DigestKind[] = ["vm", "group", "compute", "host", "datastore"];

export class Digests {
  readonly #texts: ReadonlyMap<DigestKind, Map<string, string>> = new Map(kinds.map((kind) => [kind, new Map<string, string>()]));

  get({ kind, id }: DigestSubject): Digest | undefined {
    const text = this.#texts.get(kind)?.get(id);
    return text === undefined ? undefined : fromJsonText(text) as Digest;
  }

  /** Undefined forgets. */
  set({ kind, id }: DigestSubject, digest: Digest | undefined): void {
    if (digest === undefined) this.#texts.get(kind)?.delete(id);
    else this.#texts.get(kind)?.set(id, jsonText(digest));
  }

  idsOf(kind: DigestKind): Iterable<string> {
    return this.#texts.get(kind)?.keys() ?? [];
  }
}
