/**
 * How long to wait before trying again: doubling from 1 s to 30 s with jitter, or what the error itself asks for.
 * It only computes; waiting is the line's business.
 */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

export const vcenterBackoff: Backoff = { firstMs: 1_000, mostMs: 30_000 };

/** `attempt` counts from 0; `random` is in [0, 1). An error may carry `retryAfterMs` (a locked account, a server's own word). */
export function delayMs(error: unknown, attempt: number, random: number, backoff: Backoff = vcenterBackoff): number {
  const asked = typeof error === "object" && error !== null && "retryAfterMs" in error ? error.retryAfterMs : undefined;
  if (typeof asked === "number" && Number.isFinite(asked)) return Math.max(0, asked);
  const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random);
}
