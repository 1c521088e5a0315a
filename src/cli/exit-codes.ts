/** What tetherd's exit codes mean; documented in the README and in --help. */
export const exitCodes = {
  ok: 0,
  /** Something went wrong that the message explains. */
  failed: 1,
  /** The command line or the settings cannot be used. */
  usage: 2,
  /** Policies have mistakes (`policy check`), a policy test failed, or a step of `doctor` did. */
  findings: 3,
} as const;
