/** Which objects of a filter changed after which calculation, so that "what is new since" costs what is new and not what is there. Newer entries stand for older ones of the same object. */
export class ChangeJournal {
  #stamps: number[] = [];
  #ids: string[] = [];
  /** Entries after the last clean-up. */
  #clean = 0;

  add(stamp: number, id: string): void {
    this.#stamps.push(stamp);
    this.#ids.push(id);
    if (this.#ids.length > 2 * this.#clean + 1_000) this.#forgetRepeated();
  }

  /** Each object that changed after `stamp`, in the order of its last change. */
  since(stamp: number): readonly string[] {
    let low = 0;
    let high = this.#stamps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stamps[middle] ?? 0) > stamp) high = middle;
      else low = middle + 1;
    }
    return [...new Set(this.#ids.slice(low).reverse())].reverse();
  }

  #forgetRepeated(): void {
    const seen = new Set<string>();
    const stamps: number[] = [];
    const ids: string[] = [];
    for (let index = this.#ids.length - 1; index >= 0; index--) {
      const id = this.#ids[index] ?? "";
      if (seen.has(id)) continue;
      seen.add(id);
      ids.push(id);
      stamps.push(this.#stamps[index] ?? 0);
    }
    this.#ids = ids.reverse();
    this.#stamps = stamps.reverse();
    this.#clean = this.#ids.length;
  }
}
