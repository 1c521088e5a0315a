/** Draws clone groups as a table, one line each: how far they span, at what risk, how deep and how large they are. Text only. */
import { layOut, type Cell, type Column } from "./columns.js";
import type { GroupFigures } from "./group-figures.js";
import type { Palette } from "./palette.js";
import { sizeText } from "../shared/size-text.js";

const columns: readonly Column[] = [
  { title: "GROUP", align: "left", rank: 0 }, { title: "VMS", align: "right", rank: 1 }, { title: "HOSTS", align: "right", rank: 0 }, { title: "RESTART", align: "left", rank: 2 },
  { title: "DEPTH", align: "right", rank: 5 }, { title: "OWN", align: "right", rank: 6 }, { title: "SHARED", align: "right", rank: 4 }, { title: "NOTES", align: "left", rank: 3 },
  { title: "ID", align: "left", rank: 7 },
];

/** Lines that fit `width` columns; without one nothing is left out. */
export function groupTable(groups: readonly GroupFigures[], palette: Palette, width: number | undefined): readonly string[] {
  return layOut(columns, groups.map((one) => cellsOf(one, palette)), width, palette.faint);
}

function cellsOf(one: GroupFigures, palette: Palette): readonly Cell[] {
  const { group, span, limit, risk, depth, bytesOwn, bytesShared } = one;
  const over = limit.hosts === undefined || span === undefined ? undefined : span - limit.hosts;
  const spanPaint = limit.verdict === "unknown" ? palette.warn : limit.verdict === "lifted" || over === undefined || over < -1 ? String : over > 0 ? palette.bad : palette.warn;
  return [
    { text: group.name, paint: palette.strong }, { text: String(group.members.length) }, { text: `${span ?? "?"} of ${{ applies: String(limit.hosts ?? "?"), lifted: "any", unknown: "?" }[limit.verdict]}`, paint: spanPaint },
    risk === undefined ? { text: "unknown", paint: palette.faint } : risk.guaranteed ? { text: "sure", paint: palette.good } : { text: `risk ${(risk.worst * 100).toFixed(1)} %`, paint: palette.bad },
    { text: depth === undefined ? "?" : String(depth) }, { text: sizeText(bytesOwn) }, { text: sizeText(bytesShared) }, { text: notesOf(one).join(", "), paint: palette.warn }, { text: group.id, paint: palette.faint },
  ];
}

export function notesOf({ orphaned, unneeded, consolidation }: GroupFigures): readonly string[] {
  return [
    ...(orphaned === true ? ["orphaned base"] : []), ...(unneeded === undefined ? ["levels not all known"] : unneeded === 0 ? [] : [`${unneeded} unneeded ${unneeded === 1 ? "level" : "levels"}`]),
    ...(consolidation ? ["consolidation needed"] : []),
  ];
}
