/** Figures in conditions and texts: sizes in binary units, percentages, and how people write them. No state, no time. */
import { sizeText } from "../../shared/size-text.js";
import { MissingInput } from "../vocabulary/missing-input.js";
import type { FunctionSpec, Param } from "./function-spec.js";

const number: Param["types"] = ["int", "double"];

function unitFunction(name: string, bytes: number, examples: FunctionSpec["examples"]): FunctionSpec {
  return {
    name, params: [{ name: "amount", types: number }], returns: "int", doc: `So many ${name} in bytes (${name} of 1024), to compare fields in bytes with.`,
    call: (_sight, amount: bigint | number) => (typeof amount === "bigint" ? amount * BigInt(bytes) : BigInt(Math.round(amount * bytes))), examples,
  };
}

export const figureFunctions: readonly FunctionSpec[] = [
  unitFunction("MiB", 1_048_576, [["MiB(1) == 1048576", true]]),
  unitFunction("GiB", 1_073_741_824, [["GiB(1.5) > GiB(1)", true]]),
  unitFunction("TiB", 1_099_511_627_776, [["TiB(2) == GiB(2048)", true]]),
  {
    name: "percent", params: [{ name: "part", types: number }, { name: "whole", types: number }], returns: "double",
    doc: "How many percent the part is of the whole; unknown when the whole is 0.",
    call: (_sight, part: bigint | number, whole: bigint | number) => {
      if (Number(whole) === 0) throw new MissingInput("percent of nothing");
      return (Number(part) / Number(whole)) * 100;
    },
    examples: [["percent(3, 4) > 74.5", true]],
  },
  {
    name: "sizeText", params: [{ name: "bytes", types: number }], returns: "string", doc: "Bytes as people write them.",
    call: (_sight, bytes: bigint | number) => sizeText(Number(bytes)),
    examples: [["sizeText(TiB(1.5))", "1.5 TiB"], ["sizeText(512)", "512 B"]],
  },
  {
    name: "percentText", params: [{ name: "fraction", types: number }], returns: "string", doc: "A fraction or probability in percent, as people write it.",
    call: (_sight, fraction: bigint | number) => `${Number((Number(fraction) * 100).toPrecision(2))} %`,
    examples: [["percentText(0.0125)", "1.3 %"], ["percentText(1)", "100 %"]],
  },
];
