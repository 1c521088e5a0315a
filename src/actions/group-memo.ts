/** What is kept of a clone group while it is moved: its members in their order, and what has been brought along. Plain JSON, as a journal gives it back. */
import type { FileKey } from "../inventory/model.js";
import type { Ref } from "../inventory/updates.js";

export interface GroupMemo {
  readonly name: string;
  /** In the order of their moves. */
  readonly members: readonly { readonly vm: Ref; readonly uuid: string | null }[];
  /** Shared files that earlier moves have copied. */
  readonly brought: readonly FileKey[];
}

/** Undefined for anything else, such as before the first step. */
export function memoOf(memo: unknown): GroupMemo | undefined {
  const { name, members, brought } = (memo ?? {}) as Partial<Record<keyof GroupMemo, unknown>>;
  if (typeof name !== "string" || !Array.isArray(members) || !Array.isArray(brought)) return undefined;
  const read = members.flatMap((member: unknown) => {
    const { vm, uuid } = (member ?? {}) as { readonly vm?: unknown; readonly uuid?: unknown };
    return typeof vm === "string" && (typeof uuid === "string" || uuid === null) ? [{ vm, uuid }] : [];
  });
  return read.length === members.length ? { name, members: read, brought: brought.filter((file) => typeof file === "string") } : undefined;
}
