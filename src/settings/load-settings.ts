/**
 * Settings from defaults, then the file, then the environment, then flags. All mistakes are told at once, each with its place
 * (file:line:column, variable or flag) and its cure; nothing is half-applied.
 */
import { nearestName } from "../shared/nearest-name.js";
import { SettingsError } from "./errors.js";
import { settingsSchema, vcenterVariables, type SettingsConfig } from "./schema.js";
import { mask } from "./secret.js";
import { placeInFile, readSettingsFile, type SettingsFile } from "./settings-file.js";
import type { Settings, VCenterSettings } from "./settings.js";
import { toSettings, type RawSettings } from "./to-settings.js";
import { readVCenter, withEnvironment } from "./vcenters.js";

export interface SettingsSources {
  /** Path of a YAML settings file, if one is given. */
  readonly file?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Setting key → text or value, e.g. { "http.listen": "off" }. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** The effective values with secrets masked, for `config print`. */
  readonly printable: unknown;
}

/** Throws SETTINGS_FILE_UNREADABLE or SETTINGS_INVALID (its message has one line per mistake). */
export async function loadSettings(sources: SettingsSources): Promise<LoadedSettings> {
  const file = await readSettingsFile(sources.file);
  const config = settingsSchema(sources.env);
  const problems = [...file.problems];
  if (file.document !== undefined && problems.length === 0) config.load((file.document.toJS() ?? {}) as object);
  for (const [key, value] of Object.entries(sources.flags ?? {})) config.set(key as "site", value as string);

  const place = (key: string): string => placeOf(key, sources, file, config);
  for (const { key, message } of validationProblems(config)) problems.push(`${place(key)}${message}`);
  const raw = config.getProperties() as unknown as RawSettings;
  const merged = withEnvironment(Array.isArray(raw.vcenters) ? raw.vcenters : [], sources.env);
  for (const { key, message } of merged.problems) problems.push(`${place(key)}${key} ${message}`);
  const vcenters: VCenterSettings[] = [];
  merged.list.forEach((one, index) => {
    const read = readVCenter(one, index);
    for (const { key, message } of read.problems) problems.push(`${place(key)}${key} ${message}`);
    if (read.vcenter === undefined) return;
    const { name } = read.vcenter;
    if (vcenters.some((other) => other.name === name)) problems.push(`${place(`vcenters[${index}].name`)}vcenters[${index}].name must differ from the others': "${name}" is taken`);
    vcenters.push(read.vcenter);
  });
  if (problems.length > 0) {
    throw new SettingsError("SETTINGS_INVALID", `Cannot use these settings:\n  ${problems.join("\n  ")}`, { hint: "See config/tetherd.sample.yaml for every setting" });
  }
  return { settings: toSettings(raw, vcenters), printable: printable(config, raw, merged.list) };
}

/** convict's own words, taken apart into keys and messages. */
function validationProblems(config: SettingsConfig): readonly { key: string; message: string }[] {
  try {
    config.validate({ allowed: "strict", output: () => undefined });
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").map((line) => {
      const unknown = /^configuration param '(.+)' not declared in the schema$/.exec(line.trim());
      if (unknown?.[1] !== undefined) return { key: unknown[1], message: `${unknown[1]} is not a setting${nearestName(unknown[1], knownKeys(config))}` };
      const [, key = "", rest = line] = /^([\w.[\]]+): (.*)$/.exec(line.trim()) ?? [];
      const secret = /password/i.test(key);
      return { key, message: `${key} ${secret ? rest.replace(/: value was .*$/, "") : rest}` };
    });
  }
}

function knownKeys(config: SettingsConfig): readonly string[] {
  const walk = (node: unknown, path: string): string[] => {
    const properties = (node as { _cvtProperties?: Record<string, unknown> })._cvtProperties;
    if (properties === undefined) return [path];
    return Object.entries(properties).flatMap(([key, child]) => walk(child, path === "" ? key : `${path}.${key}`));
  };
  return walk(config.getSchema(), "");
}

function printable(config: SettingsConfig, raw: RawSettings, vcenters: readonly Record<string, unknown>[]): unknown {
  const all = JSON.parse(config.toString()) as Record<string, unknown> & { nats: Record<string, unknown> };
  all.nats["password"] = raw.nats.password === null ? null : mask;
  all.nats["servers"] = raw.nats.servers.map((address) => address.replace(/^((?:\w+:\/\/)?)[^/@]*@/, `$1${mask}@`));
  all["vcenters"] = vcenters.map((one) => {
    const shown: Record<string, unknown> = { ...one };
    if (shown["password"] !== undefined) shown["password"] = mask;
    if (typeof shown["url"] === "string") shown["url"] = shown["url"].replace(/^((?:\w+:\/\/)?[^/@]*):[^/@]*@/, `$1:${mask}@`);
    return shown;
  });
  return all;
}

/** "file:line:column: ", "TETHERD_SITE: ", "flag for site: " or "" for a default. */
function placeOf(key: string, sources: SettingsSources, file: SettingsFile, config: SettingsConfig): string {
  if (sources.flags !== undefined && key in sources.flags) return `flag for ${key}: `;
  const variable = variableOf(key, config);
  if (variable !== undefined && (sources.env[variable] ?? "") !== "") return `${variable}: `;
  return placeInFile(file, key);
}

function variableOf(key: string, config: SettingsConfig): string | undefined {
  const ofVCenter = /^vcenters\[0\]\.(.+)$/.exec(key)?.[1];
  if (ofVCenter !== undefined) return Object.entries(vcenterVariables).find(([, name]) => name === ofVCenter)?.[0];
  let node: unknown = config.getSchema();
  for (const part of key.split(".")) node = (node as { _cvtProperties?: Record<string, unknown> } | undefined)?._cvtProperties?.[part];
  return (node as { env?: string } | undefined)?.env;
}
