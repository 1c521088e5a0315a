/** A command of the CLI run in the process of the test, with what it prints: most of a process is its start. */
import { vi } from "vitest";

export interface Printed {
  readonly code: number;
  readonly stdout: string;
}

/** One at a time. */
export async function printed(command: () => Promise<number>): Promise<Printed> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  try {
    const code = await command();
    return { code, stdout: written.join("") };
  } finally {
    write.mockRestore();
  }
}
