/**
 * Notices when the policy directory has changed and kept still again: edits in place, files moved over, a link swapped below or above it, as
 * Kubernetes and deploy scripts do. Beside what the system announces it looks by itself, for network file systems announce nothing. It reads no policy.
 */
import { watch, type FSWatcher } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface WatchPoliciesInput {
  readonly directory: string;
  /** How often it is looked at by itself. */
  readonly pollMs: number;
  /** How long nothing may change before it counts as done: a file may be written in steps. */
  readonly stillMs: number;
  /** Called once at the beginning, and whenever the directory is not as it was and has kept still. */
  readonly changed: () => void;
}

/** The lifetime of the watch. */
export class PolicyWatch {
  readonly #input: WatchPoliciesInput;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;
  /** Announcements, and watchers begun, for what came before them is not announced. */
  #bells = 0;
  #looking = false;
  #closed = false;
  /** As last told, and as last seen. */
  #told: string | undefined;
  #seen: string | undefined;

  constructor(input: WatchPoliciesInput) {
    this.#input = input;
    void this.#look();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Compares with what was seen; a difference is told when a second look finds the same. */
  async #look(): Promise<void> {
    if (this.#looking) return; // and looks again afterwards: a bell has rung meanwhile
    this.#looking = true;
    const bells = this.#bells;
    const now = await fingerprint(this.#input.directory);
    this.#looking = false;
    if (this.#closed) return;
    const still = now === this.#seen;
    this.#seen = now;
    if (still && now !== this.#told) {
      this.#told = now;
      this.#input.changed();
    }
    await this.#listen();
    this.#lookIn(now === this.#told && bells === this.#bells ? this.#input.pollMs : this.#input.stillMs);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  /** The directory, the folder it stands in, and where links lead. What cannot be watched is left to looking. */
  async #listen(): Promise<void> {
    const { directory } = this.#input;
    const real = await realpath(directory).catch(() => directory);
    const wanted = new Set([dirname(directory), directory, real, dirname(real)]);
    if (this.#closed) return;
    for (const [path, watcher] of this.#watchers) {
      if (wanted.has(path)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
    for (const path of wanted) if (!this.#watchers.has(path)) this.#watchOne(path);
  }

  #watchOne(path: string): void {
    const forget = (): void => {
      this.#watchers.get(path)?.close();
      this.#watchers.delete(path);
    };
    try {
      const watcher = watch(path, { persistent: false }, () => {
        this.#bells++;
        this.#lookIn(this.#input.stillMs);
      });
      watcher.on("error", forget);
      this.#watchers.set(path, watcher);
      this.#bells++;
    } catch {
      forget();
    }
  }
}

/** Names, sizes, times and identities of all that could be a policy, and where the directory really is. */
async function fingerprint(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    const names = (await readdir(root, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
    const marks = await Promise.all(names.map(async (name) => stat(join(root, name)).then(({ ino, size, mtimeMs, ctimeMs }) => `${name} ${ino} ${size} ${mtimeMs} ${ctimeMs}`, () => `${name} gone`)));
    return [root, ...marks].join("\n");
  } catch (error) {
    return `unreadable: ${(error as NodeJS.ErrnoException).code ?? ""}`;
  }
}
