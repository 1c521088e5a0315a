/** TaskInfo in full, as whoever started the task needs it (vim-facts 7.5). It never guesses a state it was not told. */
import type { Ref } from "../../inventory/updates.js";
import { child, textOf, type XmlNode } from "../xml/xml-node.js";
import { explainLocalized, type ExplainedFault } from "./explain-fault.js";

export interface TaskDetail {
  readonly task: Ref;
  readonly state: "queued" | "running" | "success" | "error";
  /** 0 to 100. */
  readonly percent: number | undefined;
  readonly cancelled: boolean;
  readonly fault: ExplainedFault | undefined;
  /** The object it made. */
  readonly result: Ref | undefined;
  readonly queueTime: string;
  /** From its start to its end by vCenter's clock, once it has ended. */
  readonly ranMs: number | undefined;
  readonly operationId: string | undefined;
  readonly descriptionId: string;
  readonly userName: string | undefined;
}

const states: readonly TaskDetail["state"][] = ["queued", "running", "success", "error"];

/** Undefined when it lacks its reference or state. */
export function taskDetailOf(info: XmlNode): TaskDetail | undefined {
  const task = textOf(info, "task");
  const state = states.find((each) => each === textOf(info, "state"));
  if (task === undefined || state === undefined) return undefined;
  const error = child(info, "error");
  const result = child(info, "result");
  const percent = Number(textOf(info, "progress") ?? Number.NaN);
  return {
    task, state, percent: Number.isInteger(percent) ? percent : undefined, cancelled: /^(true|1)$/.test(textOf(info, "cancelled") ?? ""),
    fault: error === undefined ? undefined : explainLocalized(error), result: result?.refType === undefined || result.text === "" ? undefined : result.text,
    queueTime: textOf(info, "queueTime") ?? "", ranMs: between(textOf(info, "startTime"), textOf(info, "completeTime")), operationId: nonEmpty(textOf(info, "activationId")),
    descriptionId: textOf(info, "descriptionId") ?? textOf(info, "name") ?? "", userName: nonEmpty(textOf(child(info, "reason"), "userName")),
  };
}

function between(start: string | undefined, end: string | undefined): number | undefined {
  const ms = Date.parse(end ?? "") - Date.parse(start ?? "");
  return ms >= 0 ? ms : undefined;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
