/**
 * Reads tasks for everybody who follows one: a single call is under way at a time, and whoever asks meanwhile shares the next. So a hundred
 * tasks cost vCenter no more calls than one.
 */
import type { Ref } from "../inventory/updates.js";
import type { TaskDetail } from "./operations/task-detail.js";

type Found = ReadonlyMap<Ref, TaskDetail>;

export class TaskReader {
  readonly #read: (tasks: readonly Ref[]) => Promise<Found>;
  #gathering: { readonly tasks: Set<Ref>; readonly found: Promise<Found> } | undefined;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(read: (tasks: readonly Ref[]) => Promise<Found>) {
    this.#read = read;
  }

  /** Undefined when vCenter knows no such task. Rejects with what reading rejects. */
  async read(task: Ref): Promise<TaskDetail | undefined> {
    const gathering = (this.#gathering ??= this.#next());
    gathering.tasks.add(task);
    return (await gathering.found).get(task);
  }

  #next(): { readonly tasks: Set<Ref>; readonly found: Promise<Found> } {
    const tasks = new Set<Ref>();
    const found = this.#underWay.then(() => {
      this.#gathering = undefined;
      return this.#read([...tasks]);
    });
    this.#underWay = found.catch(() => undefined);
    return { tasks, found };
  }
}
