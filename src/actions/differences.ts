/** Where an outcome is otherwise than its forecast, as sentences. What is not known on either side is no difference. */
import { formatDuration } from "../shared/duration.js";
import { sizeText } from "../shared/size-text.js";
import type { Expected, Outcome } from "./outcome.js";

/** A guest goes on writing and descriptors take a little: less than this is no difference. */
const roundBytes = 64 * 2 ** 20;
const roundPart = 0.1;
/** Tasks queue and hosts are busy: time is only told where it is far off. */
const farTimes = 2;
const farSeconds = 60;

export function differencesOf(measured: Pick<Outcome, "space" | "chains" | "lostSharing" | "seconds">, expected: Expected): readonly string[] {
  return [...spaceDifferences(measured, expected), ...chainDifferences(measured, expected), ...sharingDifferences(measured, expected), ...timeDifferences(measured, expected)];
}

/** By what a datastore holds more than before: whether bytes were copied anew or merged into a file that was there is the hosts' business. */
function spaceDifferences({ space }: Pick<Outcome, "space">, expected: Expected): readonly string[] {
  return space.flatMap(({ datastore, copiedBytes, freedBytes }) => {
    const { copiedBytes: copied, freedBytes: freed, freedAtMostBytes: freedAtMost } = expected.space.find((one) => one.datastore === datastore) ?? { copiedBytes: 0, freedBytes: 0, freedAtMostBytes: 0 };
    if (copiedBytes === null || freedBytes === null || copied === null || freed === null || freedAtMost === null) return [];
    const [more, least, most] = [copiedBytes - freedBytes, copied - freedAtMost, copied - freed];
    const slack = Math.max(roundBytes, roundPart * Math.max(copied, freedAtMost));
    if (more >= least - slack && more <= most + slack) return [];
    return [`${datastore} holds ${change(more)} than before, and ${least === most ? change(least) : `between ${change(least)} and ${change(most)}`} was expected.`];
  });
}

function change(bytes: number): string {
  return `${sizeText(Math.abs(bytes))} ${bytes < 0 ? "less" : "more"}`;
}

/** A disk whose levels did not change is in no outcome. */
function chainDifferences({ chains }: Pick<Outcome, "chains">, expected: Expected): readonly string[] {
  const same = (one: { readonly vm: string; readonly disk: number }) => (other: { readonly vm: string; readonly disk: number }): boolean => one.vm === other.vm && one.disk === other.disk;
  const foreseen = expected.chains.flatMap((one) => {
    const after = chains.find(same(one))?.after ?? one.before;
    return one.after === null || one.after === after ? [] : [`Disk ${one.disk} of ${one.vm} has ${levels(after)}, and ${one.after} were expected.`];
  });
  const others = chains.filter((one) => !expected.chains.some(same(one))).map(({ vm, disk, before, after }) => `Disk ${disk} of ${vm} had ${levels(before)} and has ${after ?? "an unknown number"}, which was not expected.`);
  return [...foreseen, ...others];
}

function sharingDifferences({ lostSharing }: Pick<Outcome, "lostSharing">, { losesSharing }: Expected): readonly string[] {
  const kept = losesSharing.filter((name) => !lostSharing.includes(name));
  const lost = lostSharing.filter((name) => !losesSharing.includes(name));
  return [...(kept.length === 0 ? [] : [`Against what was expected these share disk files as before, or are gone: ${kept.join(", ")}.`]), ...(lost.length === 0 ? [] : [`Against what was expected these share no disk file any more: ${lost.join(", ")}.`])];
}

function timeDifferences({ seconds }: Pick<Outcome, "seconds">, expected: Expected): readonly string[] {
  if (seconds === null || expected.seconds === null || seconds < expected.seconds * farTimes + farSeconds) return [];
  return [`It took ${formatDuration(Math.round(seconds) * 1_000)}, and ${formatDuration(expected.seconds * 1_000)} was expected.`];
}

function levels(count: number): string {
  return `${count} ${count === 1 ? "level" : "levels"}`;
}
