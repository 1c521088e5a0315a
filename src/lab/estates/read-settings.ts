/** The estate's key `vcenter`: what holds for the lab as a whole, in people's units. What an estate does not say keeps its default. */
import type { LabUser, WorldSettings } from "../world/settings.js";
import { Section, type Reader } from "./section.js";

type Kind = "text" | "size" | "duration" | "whole" | "flag" | readonly string[];

/** Estate key → setting and kind. */
const keys: Readonly<Record<string, readonly [setting: keyof WorldSettings, kind: Kind]>> = {
  seed: ["seed", "whole"],
  user: ["userName", "text"],
  password: ["password", "text"],
  version: ["version", "text"],
  apiVersion: ["apiVersion", "text"],
  build: ["build", "text"],
  sessionTimeout: ["sessionTimeoutMs", "duration"],
  copyPerSecond: ["copyBytesPerSecond", "size"],
  taskTime: ["taskBaseMs", "duration"],
  taskKeep: ["taskKeepMs", "duration"],
  hostTaskUnits: ["hostTaskUnits", "whole"],
  datastoreTaskUnits: ["datastoreTaskUnits", "whole"],
  vcenterTaskUnits: ["vcenterTaskUnits", "whole"],
  oldVmfsHostLimit: ["oldVmfsHostLimit", "whole"],
  vmfsHostLimit: ["vmfsHostLimit", "whole"],
  hostLimitFault: ["hostLimitFault", "text"],
  haAttempts: ["haAttempts", "whole"],
  haDetection: ["haDetectionMs", "duration"],
  haAttemptTime: ["haAttemptMs", "duration"],
  failedHostKeepsFiles: ["failedHostKeepsFiles", "flag"],
  promotePoweredOn: ["promotePoweredOn", ["6.x", "8.x"]],
  snapshotLevelLimit: ["snapshotLevelLimit", "whole"],
  diskLevelLimit: ["diskLevelLimit", "whole"],
  childWithoutSnapshotFault: ["childWithoutSnapshotFault", ["InvalidArgument", "NotSupported"]],
};

const roles = ["administrator", "read-only", "no-access"] as const;

export const readSettings: Reader<Partial<WorldSettings>> = (node, reading) => {
  const section = new Section(node, reading, "vcenter", [...Object.keys(keys), "users"]);
  const given = Object.entries(keys).filter(([key]) => section.has(key));
  const settings: Record<string, unknown> = Object.fromEntries(given.map(([key, [setting, kind]]) => [setting, valueOf(section, key, kind)]));
  if (section.has("users")) settings["users"] = section.list("users", readUser);
  return settings;
};

function valueOf(section: Section, key: string, kind: Kind): unknown {
  switch (kind) {
    case "text": return section.text(key, "");
    case "size": return section.size(key, 0);
    case "duration": return section.durationMs(key, 0);
    case "whole": return section.whole(key, 0, 0, 1_000_000_000);
    case "flag": return section.flag(key, false);
    default: return section.choice(key, kind, kind[0] ?? "");
  }
}

/** `role`, or `privileges` one by one. */
const readUser: Reader<LabUser> = (node, reading) => {
  const user = new Section(node, reading, "a user", ["name", "password", "role", "privileges"]);
  if (user.has("role") === user.has("privileges")) user.report("role", "a user has both or neither of role and privileges; allowed: one of them");
  const role = user.has("privileges") ? user.list("privileges", (each) => String(each)) : user.choice("role", roles, "read-only");
  return { userName: user.name("a user"), password: user.text("password", "tetherd-lab"), role };
};
