/** The flags of `tetherd lab` as the library takes them. It refuses what is not of its form and starts nothing. */
import { LabError } from "../lab/errors.js";
import { generateEstate } from "../lab/estates/generate-estate.js";
import { estatePath } from "../lab/estates/shipped-estates.js";
import { parseGenerate } from "../lab/estates/read-generate.js";
import type { LabOptions } from "../lab/start-lab.js";
import { defaultControl, defaultListen, type LabFlags } from "./lab-flags.js";

/** LAB_OPTION_INVALID. */
export function labOptions(flags: LabFlags): LabOptions {
  if (flags.estate !== undefined && flags.generate !== undefined) throw invalid("--estate and --generate are both given", "Give one of them");
  const seed = flags.seed === undefined ? undefined : seedOf(flags.seed);
  const { host, port } = addressOf("--listen", flags.listen ?? defaultListen);
  const estate = flags.generate === undefined ? (flags.estate === undefined ? undefined : estatePath(flags.estate)) : generateEstate(parseGenerate(flags.generate), seed);
  return {
    host, port, clock: clockOf(flags.clock ?? "real"), control: flags.control === "off" ? false : addressOf("--control", flags.control ?? defaultControl),
    ...(estate === undefined ? {} : { estate }), ...(seed === undefined ? {} : { seed }),
    ...(flags.user === undefined ? {} : { user: flags.user }), ...(flags.password === undefined ? {} : { password: flags.password }),
  };
}

/** "host:port", ":port" for 127.0.0.1, or a port alone. */
function addressOf(flag: string, text: string): { readonly host: string; readonly port: number } {
  const [, host = "", port = ""] = /^(?:(\[[^\]]+\]|[^:]*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === "" || Number(port) > 65_535) throw invalid(`${flag} is "${text}"`, 'Give host:port such as "127.0.0.1:8989", or port 0 for a free one');
  return { host: host === "" ? "127.0.0.1" : host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

function clockOf(text: string): { readonly factor: number } {
  if (text === "real") return { factor: 1 };
  if (text === "stepped") return { factor: 0 };
  const factor = /^x(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (factor !== undefined && Number(factor) > 0 && Number(factor) <= 100_000) return { factor: Number(factor) };
  throw invalid(`--clock is "${text}"`, 'Give real, stepped, or x with a factor such as x60 ("a minute a second")');
}

function seedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalid(`--seed is "${text}"`, "Give a whole number of at most nine digits");
}

function invalid(what: string, hint: string): LabError {
  return new LabError("LAB_OPTION_INVALID", `Cannot start the lab: ${what}`, { hint });
}
