/** Which directories of a datastore have files, so that a free name is found without looking at every file. Empty directories are unknown to it. */
export class DirectoryCounts {
  readonly #byDatastore = new Map<string, Map<string, number>>();

  /** One file more (1) or less (-1) directly in the directory of `path`. */
  count(datastore: string, path: string, change: 1 | -1): void {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    const counts = this.#byDatastore.get(datastore) ?? new Map<string, number>();
    this.#byDatastore.set(datastore, counts);
    const count = (counts.get(directory) ?? 0) + change;
    if (count > 0) counts.set(directory, count);
    else counts.delete(directory);
  }

  has(datastore: string, directory: string): boolean {
    return this.#byDatastore.get(datastore)?.has(directory) ?? false;
  }
}
