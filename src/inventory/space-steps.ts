/**
 * Free space of a datastore in steps, so that a fact is told when it matters and not with every gigabyte. A step is named by its lower
 * edge in percent of the capacity; it never says how bad that is.
 */

/** At and above this share all is one step: nobody acts on 60 percent that would not on 90. */
const roomyPercent = 50;
/** Below this share every point counts. */
const tightPercent = 10;
const wideStep = 5;
/** A step is left upwards only when this much of the next one is free, so that space that sways about an edge is told once. */
const risePercent = 0.5;

/**
 * 50 for half free or more, then 45, 40 … 10 in steps of five points, then 9, 8 … 0 in steps of one. `before` is the step told last:
 * falling below its edge counts at once, rising above it only half a point later. Undefined without a capacity.
 */
export function spaceStep(freeBytes: number, capacityBytes: number, before: number | undefined): number | undefined {
  if (!(capacityBytes > 0)) return undefined;
  const percent = (freeBytes / capacityBytes) * 100;
  const step = stepAt(percent);
  if (before === undefined || step <= before) return step;
  return Math.max(before, stepAt(percent - risePercent));
}

function stepAt(percent: number): number {
  if (percent >= roomyPercent) return roomyPercent;
  if (percent >= tightPercent) return Math.floor(percent / wideStep) * wideStep;
  return Math.max(0, Math.floor(percent));
}
