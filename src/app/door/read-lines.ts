/** Reads a page of the door line by line, as fast as it comes. It neither waits nor tries again, and it knows no page. */
import { DoorError } from "./errors.js";

/** An answer's first bytes must come within this. */
const answerMs = 5_000;

/** Each line parsed. Throws DOOR_CLOSED with the daemon's own sentence, or what is wrong with the connection. */
export async function* readLines<Line>(page: URL, signal: AbortSignal): AsyncGenerator<Line> {
  const response = await fetchPage(page, signal);
  let rest = "";
  try {
    for await (const text of (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as Line;
    }
  } catch (error) {
    throw new DoorError("DOOR_CLOSED", `Cannot read ${page.href} to its end: ${error instanceof Error ? error.message : String(error)}`, { retryable: true, cause: error });
  }
}

/** A page that answers 200; its text is still to be read. */
export async function fetchPage(page: URL, signal: AbortSignal): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error(`no answer within ${answerMs / 1_000} s`)), answerMs);
  try {
    const response = await fetch(page, { signal: AbortSignal.any([signal, patience.signal]), redirect: "error" });
    if (response.status === 200) return response;
    throw new DoorError("DOOR_CLOSED", (await response.text()).trim().split("\n")[0] ?? `HTTP ${response.status}`, { retryable: response.status === 503 });
  } catch (error) {
    if (error instanceof DoorError) throw error;
    throw new DoorError("DOOR_UNREACHABLE", `Cannot reach a daemon at ${page.host}: ${reasonOf(error)}`, { hint: "Is tetherd running there? --direct reads from vCenter", retryable: true, cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** What fetch hides in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause ?? error : error;
  if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return String(cause);
}
