/** How `tetherd policy check` can print mistakes. `github`: annotations of a pull request, as GitHub Actions read them from the output. It prints nothing itself. */
export const checkFormats = ["text", "json", "github"] as const;
export type CheckFormat = (typeof checkFormats)[number];
