/** An episode without some of its optional members. It changes nothing else. */
import type { Episode } from "./decision.js";

type Optional = { [Name in keyof Episode]-?: undefined extends Episode[Name] ? Name : never }[keyof Episode];

export function without(episode: Episode, ...names: readonly Optional[]): Episode;
export function without(episode: Episode | undefined, ...names: readonly Optional[]): Episode | undefined;
export function without(episode: Episode | undefined, ...names: readonly Optional[]): Episode | undefined {
  if (episode === undefined) return undefined;
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(episode) as (keyof Episode)[]) if (!(names as readonly string[]).includes(name)) rest[name] = episode[name];
  return rest as unknown as Episode;
}
