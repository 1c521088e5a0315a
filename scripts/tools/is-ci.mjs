// Whether a build server runs us: there, a missing program is a failure and never a skipped test.

/** `CI` is set to anything but an empty text, "0" or "false". */
export function isCi() {
  return !["", "0", "false"].includes(process.env["CI"] ?? "");
}
