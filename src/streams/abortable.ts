/**
 * A Promise-returning call as an Observable whose unsubscription aborts it, one AbortController per subscription.
 * It never starts a call for a subscriber that has already gone.
 */
import { Observable } from "rxjs";

/** Emits the call's value once and completes; unsubscribing aborts the signal handed to it. */
export function abortable<Value>(call: (signal: AbortSignal) => Promise<Value>): Observable<Value> {
  return new Observable<Value>((subscriber) => {
    if (subscriber.closed) return undefined; // `expand` still begins a turn after the last emission
    const controller = new AbortController();
    call(controller.signal).then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => controller.abort();
  });
}
