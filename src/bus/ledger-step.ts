/** Moments of a turn at which a crash must do no harm, in the order in which they come. Tests end a process, or only a ledger, there. */
export const ledgerSteps = ["before-journal", "after-parts", "after-journal", "after-message", "after-publish", "after-put", "after-puts"] as const;
export type LedgerStep = (typeof ledgerSteps)[number];
