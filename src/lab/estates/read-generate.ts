/** What the generator shall make, from the estate's key `generate` or from a command line such as "vms=10000,group=50". It only reads. */
import { LabError } from "../errors.js";
import { nearestName } from "../../shared/nearest-name.js";
import { generateDefaults, type GenerateSpec } from "./generate-estate.js";
import { Section, type Reader } from "./section.js";

const most: Readonly<Record<keyof GenerateSpec, number>> = { vms: 100_000, group: 10_000, depth: 10, hosts: 1_000, cluster: 96, datastores: 1_000, on: 100 };
const keys = Object.keys(most) as (keyof GenerateSpec)[];
const least = (key: keyof GenerateSpec): number => (key === "on" ? 0 : 1);

export const readGenerate: Reader<GenerateSpec | undefined> = (node, reading) => {
  const section = new Section(node, reading, "generate", keys);
  const spec: Record<keyof GenerateSpec, number> = { ...generateDefaults };
  for (const key of keys) spec[key] = section.whole(key, generateDefaults[key], least(key), most[key]);
  return spec;
};

/** Throws LAB_OPTION_INVALID. */
export function parseGenerate(text: string): GenerateSpec {
  const spec: Record<keyof GenerateSpec, number> = { ...generateDefaults };
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const [, word = "", amount] = /^\s*(\w+)\s*=\s*(\d+)\s*$/.exec(part) ?? [];
    const key = keys.find((each) => each === word);
    const wrong = amount === undefined ? `"${part}" is not key=number` : key === undefined ? `there is no key "${word}"${nearestName(word, keys)}` : undefined;
    const value = Number(amount);
    if (key === undefined || wrong !== undefined) throw refuse(wrong ?? part);
    if (value < least(key) || value > most[key]) throw refuse(`${key} is ${value}; allowed: ${least(key)} to ${most[key]}`);
    spec[key] = value;
  }
  return spec;
}

function refuse(wrong: string): LabError {
  return new LabError("LAB_OPTION_INVALID", `Cannot generate an estate: ${wrong}`, { hint: `Give for example vms=10000,group=50,depth=2,hosts=64; the keys are ${keys.join(", ")}` });
}
