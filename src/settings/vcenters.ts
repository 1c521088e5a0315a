/**
 * The list of vCenters out of the settings file, with the environment's single one laid over it.
 * Mistakes are returned as sentences; a secret's text is never part of one.
 */
import { nearestName } from "../shared/nearest-name.js";
import { secretFromFile, secretFromValue } from "./secret.js";
import { vcenterVariables } from "./schema.js";
import type { VCenterSettings } from "./settings.js";
import { parseVCenterUrl } from "./vcenter-url.js";

const keys = ["name", "url", "username", "password", "passwordFile", "caFile", "thumbprint", "insecure"] as const;
type RawVCenter = Partial<Record<(typeof keys)[number], unknown>>;

/** `key` is relative to the settings, e.g. "vcenters[0].url". */
export interface VCenterProblem {
  readonly key: string;
  readonly message: string;
}

/** Lays TETHERD_VCENTER_* over the list; only a list of at most one entry can be meant by them. */
export function withEnvironment(list: readonly Record<string, unknown>[], env: NodeJS.ProcessEnv): { list: readonly Record<string, unknown>[]; problems: readonly VCenterProblem[] } {
  const given = Object.entries(vcenterVariables).flatMap(([variable, key]) => {
    const text = env[variable];
    return text === undefined || text === "" ? [] : [{ variable, key, text }];
  });
  if (given.length === 0) return { list, problems: [] };
  if (list.length > 1) {
    const variables = given.map((one) => one.variable).join(", ");
    return { list, problems: [{ key: "vcenters", message: `has ${list.length} entries, so ${variables} cannot tell which one is meant; remove the variable or all but one entry` }] };
  }
  const over: Record<string, unknown> = {};
  for (const { key, text } of given) over[key] = key === "insecure" ? readBoolean(text) : text;
  const base = { ...list[0] };
  if ("password" in over || "passwordFile" in over) {
    delete base["password"];
    delete base["passwordFile"];
  }
  return { list: [{ ...base, ...over }], problems: [] };
}

function readBoolean(text: string): unknown {
  if (/^(1|true|yes)$/i.test(text)) return true;
  if (/^(0|false|no)$/i.test(text)) return false;
  return text;
}

/** Checks one entry and gives it its final form, or says what is wrong with it. */
export function readVCenter(raw: RawVCenter, index: number): { vcenter?: VCenterSettings; problems: readonly VCenterProblem[] } {
  const at = (key: string): string => `vcenters[${index}].${key}`;
  const problems: VCenterProblem[] = [];
  const text = (key: (typeof keys)[number]): string | undefined => {
    const value = raw[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string" && value !== "") return value;
    problems.push({ key: at(key), message: "must be a text" });
    return undefined;
  };
  for (const key of Object.keys(raw)) {
    if (!(keys as readonly string[]).includes(key)) problems.push({ key: at(key), message: `is not a setting of a vCenter${nearestName(key, keys)}` });
  }
  const urlText = text("url");
  const address = urlText === undefined ? undefined : parseVCenterUrl(urlText);
  if (urlText === undefined) problems.push({ key: at("url"), message: "is missing; set it to the vCenter's address, e.g. https://vcenter.example.org/sdk (or TETHERD_VCENTER_URL)" });
  else if (address === undefined) problems.push({ key: at("url"), message: "must be an https address such as https://vcenter.example.org/sdk" });
  const username = text("username") ?? address?.username;
  if (username === undefined && address !== undefined) problems.push({ key: at("username"), message: "is missing (or set TETHERD_VCENTER_USERNAME)" });
  const file = text("passwordFile");
  const value = text("password") ?? address?.password;
  if (file !== undefined && raw.password !== undefined) problems.push({ key: at("password"), message: "and passwordFile are both set; keep one" });
  if (file === undefined && value === undefined && address !== undefined) problems.push({ key: at("passwordFile"), message: "is missing: set passwordFile (or TETHERD_VCENTER_PASSWORD_FILE, TETHERD_VCENTER_PASSWORD)" });
  const thumbprint = text("thumbprint");
  if (thumbprint !== undefined && !/^([0-9a-f]{2}:?){32}$/i.test(thumbprint)) problems.push({ key: at("thumbprint"), message: "must be a SHA-256 thumbprint: 32 pairs of hex digits" });
  const insecure = raw.insecure ?? false;
  if (typeof insecure !== "boolean") problems.push({ key: at("insecure"), message: "must be true or false" });
  const name = text("name");
  const caFile = text("caFile");
  if (problems.length > 0 || address === undefined || username === undefined) return { problems };
  return {
    problems,
    vcenter: {
      name: name ?? new URL(address.url).hostname,
      url: address.url,
      username,
      password: file === undefined ? secretFromValue(value ?? "", at("password")) : secretFromFile(file, at("passwordFile")),
      caFile, thumbprint, insecure: insecure === true,
    },
  };
}
