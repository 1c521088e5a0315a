/** The names of the cases, alone, so that the command line can list them without loading what plays them. */
export const caseNames = ["duplicate", "resolved-first", "raised", "storm", "late-replay", "unknown-field", "heartbeat-missing"] as const;
export type CaseName = (typeof caseNames)[number];
