/** One line about an action in hand: state, bar, bytes, rate and time left as far as they are known. It only draws. */
import type { Intent } from "../actions/intent.js";
import { formatDuration } from "../shared/duration.js";
import { sizeText } from "../shared/size-text.js";

const barWidth = 24;

/** `now` in ms since the epoch. */
export function progressLine({ request, state, progress, issue, story }: Intent, waits: readonly string[], now: number): string {
  const what = `${request.verb} ${request.target.name}: ${state}`;
  if (state !== "running") return waits.length > 0 ? `${what}, waits: ${waits.join(" ")}` : what;
  const percent = progress?.percent ?? 0;
  const filled = Math.round((percent / 100) * barWidth);
  const bar = `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] ${percent} %`;
  const copied = request.forecast.space.reduce<number | null>((sum, { copiedBytes }) => (sum === null || copiedBytes === null ? null : sum + copiedBytes), 0);
  const begun = issue?.at ?? story.at(-1)?.at ?? now;
  const seconds = Math.max(1, ((progress?.at ?? now) - begun) / 1_000);
  if (percent === 0) return `${what} ${bar}`;
  const left = formatDuration(Math.round((seconds * (100 - percent)) / percent) * 1_000);
  const bytes = copied === null || copied === 0 ? "" : `  ${sizeText((copied * percent) / 100)} of ${sizeText(copied)}, ${sizeText((copied * percent) / 100 / seconds)}/s`;
  return `${what} ${bar}${bytes}, about ${left} left`;
}
