/**
 * A map by policy and subject that also knows which subjects it holds anything of. Most objects of an estate it holds nothing of, and tens of policies look at each:
 * one question then saves them all theirs.
 */
export class BySubject<Value> extends Map<string, Value> {
  /** How many entries, by subject as it stands in the keys. */
  readonly #held = new Map<string, number>();

  /** `subject` is "<kind>:<id>"; keys are a policy, a space and the subject. */
  holds(subject: string): boolean {
    return this.#held.has(subject);
  }

  override set(key: string, value: Value): this {
    if (!this.has(key)) this.#count(key, 1);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    if (!super.delete(key)) return false;
    this.#count(key, -1);
    return true;
  }

  override clear(): void {
    super.clear();
    this.#held.clear();
  }

  #count(key: string, by: number): void {
    const subject = subjectIn(key);
    const count = (this.#held.get(subject) ?? 0) + by;
    if (count === 0) this.#held.delete(subject);
    else this.#held.set(subject, count);
  }
}

/** A policy's name has no space (see `episodeKey`). */
function subjectIn(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}
