import { describe, expect, it } from "vitest";
import { explainFault } from "../../../src/vim/operations/explain-fault.js";
import { faultSupertypes, faultTable } from "../../../src/vim/operations/fault-table.js";
import type { TaskDetail } from "../../../src/vim/operations/task-detail.js";
import { TaskReader } from "../../../src/vim/task-reader.js";
import { parseSmall } from "../../../src/vim/transport/small-answer.js";

describe("the table of faults", () => {
  it.each(faultTable.map((row) => [row.fault, row] as const))("%s is a sentence with a cure, with and without its fields", (fault, { message, cure }) => {
    const fields = [...message.matchAll(/\{(\w+)\}/g)].map(([, field]) => `<${field}>here</${field}>`).join("");
    const told = explainFault(fault, parseSmall(Buffer.from(`<fault>${fields}</fault>`)), "");
    expect(told.message).toMatch(/^vCenter refused or failed with \w+: [^{}]+\.$/);
    if (fields !== "") expect(told.message).toContain("here");
    expect(explainFault(fault, undefined, "").message).not.toMatch(/[{}]/);
    expect(cure).toMatch(/^[A-Z].*\.$/);
  });

  it("has every fault once, and every supertype it is led to", () => {
    const names = faultTable.map(({ fault }) => fault);
    expect(new Set(names).size).toBe(names.length);
    for (const supertype of Object.values(faultSupertypes)) expect(names).toContain(supertype);
  });

  it("quotes vCenter's text, and names several privileges where there are several", () => {
    expect(explainFault("SnapshotMoveNotSupported", undefined, " Nope. ").message).toBe('vCenter refused or failed with SnapshotMoveNotSupported: the move failed. It says: "Nope."');
    const detail = parseSmall(Buffer.from("<fault><object>vm-1</object><missingPrivileges><entity>vm-1</entity><privilegeIds>A.B</privilegeIds></missingPrivileges></fault>"));
    expect(explainFault("NoPermission", detail, "").message).toContain("lacks the privilege A.B on vm-1");
  });
});

describe("tasks that many follow", () => {
  it("are read by one call at a time; who asks meanwhile shares the next, and a failure is everybody's of that call only", async () => {
    const calls: (readonly string[])[] = [];
    const answers: ((found: ReadonlyMap<string, TaskDetail> | Error) => void)[] = [];
    const reader = new TaskReader(async (tasks) => new Promise((resolve, reject) => {
      calls.push([...tasks]);
      answers.push((found) => { if (found instanceof Error) reject(found); else resolve(found); });
    }));
    const settle = async (): Promise<void> => { for (let turn = 0; turn < 10; turn++) await Promise.resolve(); };
    const first = reader.read("task-1");
    await settle();
    const others = [reader.read("task-2"), reader.read("task-3"), reader.read("task-2")];
    await settle();
    expect(calls).toEqual([["task-1"]]);
    answers[0]?.(new Map());
    expect(await first).toBeUndefined();
    await settle();
    expect(calls).toEqual([["task-1"], ["task-2", "task-3"]]);
    answers[1]?.(new Error("lost"));
    expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const again = reader.read("task-2");
    await settle();
    answers[2]?.(new Map());
    expect(await again).toBeUndefined();
  });
});
