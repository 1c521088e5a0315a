/** The keys of Microsoft Teams: the address that a Workflows webhook was given. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { configSpec, filePath, wayKeys, wayOf } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export interface TeamsConfig {
  readonly way: Way;
  readonly urlFile: string;
}

const teamsKeys = {
  urlFile: { doc: "File with the address of a Workflows webhook (\"When a Teams webhook request is received\"); whoever knows it may post.", value: filePath, required: true, example: "/run/secrets/teams-url" },
  ...wayKeys,
} as const;

export const teamsConfig: ValueSpec<TeamsConfig> = configSpec(teamsKeys, "Posts an Adaptive Card to Microsoft Teams through a Workflows webhook.", (read: ReadKeys<typeof teamsKeys>) =>
  read.urlFile === undefined ? undefined : { way: wayOf(read), urlFile: read.urlFile.value });
