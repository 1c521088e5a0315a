/** The keys of Mattermost: the address of an incoming webhook. */
import type { ReadKeys } from "../../policies/skeleton/keys.js";
import type { ValueSpec } from "../../policies/skeleton/value-spec.js";
import { configSpec, filePath, wayKeys, wayOf } from "../config-spec.js";
import type { Way } from "../safe-door.js";

export interface MattermostConfig {
  readonly way: Way;
  readonly urlFile: string;
}

const mattermostKeys = {
  urlFile: { doc: "File with the address of an incoming webhook; whoever knows it may post.", value: filePath, required: true, example: "/run/secrets/mattermost-url" },
  ...wayKeys,
} as const;

export const mattermostConfig: ValueSpec<MattermostConfig> = configSpec(mattermostKeys, "Posts to Mattermost through an incoming webhook.", (read: ReadKeys<typeof mattermostKeys>) =>
  read.urlFile === undefined ? undefined : { way: wayOf(read), urlFile: read.urlFile.value });
