/** The lines about one action: what it would do, how it came along, what it did. They only draw what the daemon says. */
import type { Forecast } from "../actions/forecast.js";
import type { Intent } from "../actions/intent.js";
import type { Outcome } from "../actions/outcome.js";
import { formatDuration } from "../shared/duration.js";
import { sizeText } from "../shared/size-text.js";

/** What `act` would do: the calls as they would be sent, and the forecast. */
export interface Plan {
  readonly calls?: readonly string[];
  readonly waits?: readonly string[];
  /** Privileges that the account lacks for the call. */
  readonly lacks?: readonly string[];
  readonly forecast?: Forecast;
}

export function planLines({ calls = [], waits = [], lacks = [], forecast }: Plan): readonly string[] {
  return [
    ...calls, ...waits.map((wait) => `it would wait: ${wait}`), ...(lacks.length === 0 ? [] : [`it would be refused: the account lacks ${lacks.join(", ")}`]),
    ...(forecast === undefined ? [] : forecastLines(forecast)),
  ];
}

function forecastLines({ space, chains, losesSharing, dependants, orphans, seconds, missing }: Forecast): readonly string[] {
  return [
    ...space.map(({ datastore, copiedBytes, freedBytes, freedAtMostBytes, freeAfterBytes }) =>
      `${datastore}: ${known(copiedBytes)} copied, ${freedBytes === freedAtMostBytes ? known(freedBytes) : `${known(freedBytes)} to ${known(freedAtMostBytes)}`} freed, ${known(freeAfterBytes)} free afterwards`),
    ...chains.map(({ vm, disk, before, after }) => `disk ${disk} of ${vm}: ${levels(before)} become ${after ?? "an unknown number"}`),
    ...(losesSharing.length === 0 ? [] : [`shares nothing any more: ${losesSharing.join(", ")}`]),
    ...(dependants.length === 0 ? [] : [`stand on files beside it: ${dependants.join(", ")}`]),
    ...(orphans.length === 0 ? [] : [`left with nobody living beside them: ${orphans.join(", ")}`]),
    ...(space.length === 0 ? [] : [seconds === null ? "time: not known, its datastores were not seen writing yet" : seconds === 0 ? "time: a moment" : `time: about ${formatDuration(seconds * 1_000)}, by the rate at which its datastores were seen to write`]),
    ...(missing.length === 0 ? [] : [`not known: ${missing.join(", ")}`]),
  ];
}

/** The whole story with its reasons. */
export function storyLines({ request, sender, story, approval, offer, issue, outcome }: Intent, waits: readonly string[]): readonly string[] {
  const chapters = story.flatMap(({ at, state, by, task, reasons }) => [`${timeOf(at)}  ${state}${by === undefined ? "" : ` by ${by}`}${task === undefined ? "" : ` (${task})`}`, ...reasons.map((one) => `    ${one}`)]);
  return [
    `${request.verb} ${request.target.name} (${request.target.id}), asked for by ${sender ?? `policy ${request.policy}`}, to be begun before ${request.notAfter}`, `parameters: ${JSON.stringify(request.params)}`,
    ...(request.cause === undefined ? [] : [`cause: ${JSON.stringify(request.cause)}`]),
    ...(offer === undefined ? [] : [`offered: ${JSON.stringify(offer.plan)}, approval hash ${offer.hash}`]), ...(approval === undefined ? [] : [`approved by ${approval.by} at ${timeOf(approval.at)}`]),
    ...(issue === undefined ? [] : [`call: ${JSON.stringify(issue.operation)} as ${issue.operationId}`]), ...(outcome === undefined ? forecastLines(request.forecast).map((line) => `forecast: ${line}`) : []),
    ...chapters, ...(outcome === undefined ? [] : outcomeLines(outcome)), ...waits.map((one) => `waits: ${one}`),
  ];
}

/** What it did, and where that is otherwise than foreseen. */
export function outcomeLines({ space, chains, lostSharing, seconds, differences, missing }: Outcome): readonly string[] {
  return [
    ...space.map(({ datastore, copiedBytes, freedBytes, freeAfterBytes }) => `${datastore}: ${known(copiedBytes)} copied, ${known(freedBytes)} freed, ${known(freeAfterBytes)} free now`),
    ...chains.map(({ vm, disk, before, after }) => `disk ${disk} of ${vm}: ${levels(before)} became ${after ?? "an unknown number"}`),
    ...(lostSharing.length === 0 ? [] : [`shares nothing any more: ${lostSharing.join(", ")}`]),
    ...(seconds === null ? [] : [`vCenter worked ${formatDuration(Math.round(seconds) * 1_000)} on it`]),
    ...differences, ...(missing.length === 0 ? [] : [`not known: ${missing.join(", ")}`]),
  ];
}

function levels(count: number): string {
  return `${count} ${count === 1 ? "level" : "levels"}`;
}

function known(bytes: number | null): string {
  return bytes === null ? "an unknown amount" : sizeText(bytes);
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
