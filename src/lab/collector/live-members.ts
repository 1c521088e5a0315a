/** The members of a view: who is in it now, and who came or went since a watcher last looked. It never decides who belongs. */
import type { Ref } from "../wire/vim-value.js";
import type { SessionObject } from "../world/sessions.js";

export interface MemberChange {
  readonly ref: Ref;
  readonly entered: boolean;
}

/** An object of a session that follows the world only when somebody looks: `catchUp` brings it to the present and touches what changed of it. */
export interface Following extends SessionObject {
  catchUp(): void;
}

export interface View extends Following {
  readonly live: LiveMembers;
}

export function isFollowing(object: SessionObject): object is Following {
  return "catchUp" in object;
}

export function isView(object: SessionObject): object is View {
  return "live" in object;
}

export class LiveMembers {
  readonly #members = new Map<string, Ref>();
  #changes: MemberChange[] = [];
  #forgotten = 0;

  get refs(): Iterable<Ref> {
    return this.#members.values();
  }

  /** Counts the changes so far. */
  get version(): number {
    return this.#forgotten + this.#changes.length;
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** False when it is a member already. */
  add(ref: Ref): boolean {
    if (this.#members.has(ref.value)) return false;
    this.#members.set(ref.value, ref);
    this.#note({ ref, entered: true });
    return true;
  }

  /** False when it is no member. */
  remove(id: string): boolean {
    const ref = this.#members.get(id);
    if (ref === undefined) return false;
    this.#members.delete(id);
    this.#note({ ref, entered: false });
    return true;
  }

  /** Everybody leaves. */
  clear(): void {
    for (const id of [...this.#members.keys()]) this.remove(id);
  }

  /** What changed since `version`, oldest first; undefined when that is not known any more. */
  since(version: number): readonly MemberChange[] | undefined {
    return version < this.#forgotten ? undefined : this.#changes.slice(version - this.#forgotten);
  }

  #note(change: MemberChange): void {
    this.#changes.push(change);
    const kept = this.#members.size + 1_000;
    if (this.#changes.length < 2 * kept) return;
    this.#forgotten += this.#changes.length - kept;
    this.#changes = this.#changes.slice(-kept);
  }
}
