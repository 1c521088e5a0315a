/**
 * The values an alert stands on, from its object, in words. A value that vCenter did not tell is shown as unknown, never left out as if it
 * were none; what the object does not carry at all is left out.
 */
import type { Alert } from "../alerts/alert.js";
import { sizeText } from "../shared/size-text.js";
import { cleanText } from "./clean-text.js";
import type { Labelled } from "./notification.js";

interface Figure {
  /** Members of the object, from outside in. */
  readonly path: readonly string[];
  readonly label: string;
  readonly unit?: "bytes" | "probability" | "percent";
}

const linkedDisks: readonly Figure[] = [
  { path: ["depth"], label: "Levels of the deepest chain" },
  { path: ["unneededLevels"], label: "Levels nobody needs" },
  { path: ["sharedBytes"], label: "Shared", unit: "bytes" },
  { path: ["ownBytes"], label: "Own", unit: "bytes" },
];

/** By kind of subject (docs/vocabulary.md); what tells the most comes first. */
const figuresOf: Readonly<Record<Alert["subject"]["kind"], readonly Figure[]>> = {
  group: [
    { path: ["memberCount"], label: "Members" }, { path: ["hostSpan"], label: "Hosts it spans" }, { path: ["limit", "verdict"], label: "Host limit" },
    { path: ["limit", "hosts"], label: "Hosts permitted" }, { path: ["risk", "worst"], label: "Risk that HA fails", unit: "probability" }, ...linkedDisks,
  ],
  vm: [
    { path: ["powerState"], label: "Power" }, { path: ["connectionState"], label: "Connection" }, { path: ["snapshotCount"], label: "Snapshots" },
    { path: ["consolidationNeeded"], label: "Needs consolidation" }, { path: ["busyWith"], label: "Busy with" }, ...linkedDisks,
  ],
  cluster: [{ path: ["hostCount"], label: "Hosts" }, { path: ["haEnabled"], label: "HA on" }, { path: ["restartAttempts"], label: "Hosts HA tries" }],
  host: [{ path: ["connectionState"], label: "Connection" }, { path: ["powerState"], label: "Power" }, { path: ["inMaintenanceMode"], label: "In maintenance" }, { path: ["version"], label: "Version" }],
  datastore: [
    { path: ["accessible"], label: "Accessible" }, { path: ["freeBytes"], label: "Free", unit: "bytes" }, { path: ["freePercent"], label: "Free", unit: "percent" },
    { path: ["capacityBytes"], label: "Capacity", unit: "bytes" },
  ],
  vcenter: [{ path: ["inSight"], label: "In sight" }, { path: ["outOfSightSince"], label: "Out of sight since" }, { path: ["historyLost"], label: "Events lost" }, { path: ["vmCount"], label: "VMs seen" }],
};

export function figuresIn({ subject, object }: Pick<Alert, "object" | "subject">): readonly Labelled[] {
  return figuresOf[subject.kind].flatMap(({ path, label, unit }): Labelled[] => {
    const value = memberOf(object, path);
    return value === undefined || value === "" ? [] : [{ label, text: valueText(value, unit) }];
  });
}

/** Texts of the object that say where it stands: names of cluster, host, folder and datastores. */
export function placesIn({ object }: Pick<Alert, "object">): readonly Labelled[] {
  const places = [["cluster", "Cluster"], ["clusters", "Clusters", "cluster"], ["host", "Host"], ["hosts", "Hosts", "host"], ["folder", "Folder"], ["datastore", "Datastore"], ["datastores", "Datastores", "datastore"]] as const;
  return places.flatMap(([key, label, single]): Labelled[] => {
    const names = namesIn(memberOf(object, [key]));
    const saidAlready = single !== undefined && names.length === 1 && names[0] === memberOf(object, [single]);
    if (names.length === 0 || saidAlready) return [];
    const shown = names.slice(0, maxNames).map((name) => cleanText(name, 128)).join(", ");
    return [{ label, text: names.length > maxNames ? `${shown} and ${names.length - maxNames} more` : shown }];
  });
}

const maxNames = 8;

function namesIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => (typeof item === "string" ? [item] : namesIn(memberOf(item, ["name"]))));
}

function memberOf(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), value);
}

function valueText(value: unknown, unit: Figure["unit"]): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return cleanText(value, 128);
  if (typeof value !== "number" || !Number.isFinite(value)) return "unknown";
  if (unit === "bytes") return sizeText(value);
  if (unit === "probability") return `${Number((100 * value).toPrecision(3))} %`;
  return unit === "percent" ? `${Number(value.toPrecision(3))} %` : String(value);
}
