/** Opening a listener, with the one failure an operator can mend told in words. */
import { LabError } from "./errors.js";

/** LAB_LISTEN_FAILED when the address is taken or not allowed. */
export async function listening<T>({ host, port }: { readonly host: string; readonly port: number }, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw new LabError("LAB_LISTEN_FAILED", `Cannot listen on ${host}:${port}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { hint: "Give another address, or port 0 for a free one", cause: error });
  }
}
