/** How a task's time is divided into announcements of progress, and where a planned failure cuts it off. It waits for nothing itself. */

/** Most announcements between 0 and 100, and the least lab time between two of them, in ms. */
const mostSteps = 10;
const leastStepMs = 500;

export interface ProgressStep {
  readonly afterMs: number;
  readonly percent: number;
}

/** The waits from the start to the end at `endPercent` (100, or less where the task is made to fail); the last one has that percentage. At least one. */
export function progressPlan(durationMs: number, endPercent: number): readonly ProgressStep[] {
  const count = Math.max(1, Math.min(mostSteps, Math.floor(durationMs / leastStepMs)));
  const percents = Array.from({ length: count }, (_none, index) => Math.floor((100 * (index + 1)) / count)).filter((percent) => percent < endPercent);
  let told = 0;
  return [...percents, endPercent].map((percent) => {
    const afterMs = (durationMs * (percent - told)) / 100;
    told = percent;
    return { afterMs, percent };
  });
}
