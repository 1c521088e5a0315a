import { expect, it } from "vitest";
import { firingLabels } from "../../src/app/commands/firing-labels.js";
import type { Episode } from "../../src/policies/decision.js";

it("are those of alerts that were told and are not over, of all vCenters", () => {
  const episode = (name: string, change: Partial<Episode>): [string, Episode] => [name, {
    policy: "a", subject: { kind: "vm", id: name }, subjectName: name, fingerprint: name, state: "active", episode: 1, transition: 1, since: 0, activeAt: 0, endedAt: undefined, severity: "info", cause: undefined,
    published: { labels: { name }, annotations: {}, object: null }, ...change,
  }];
  const view = (...episodes: [string, Episode][]): Parameters<typeof firingLabels>[0][number] => ({ episodes: new Map(episodes) });
  expect(firingLabels([view(episode("a", {}), episode("b", { state: "lingering" }), episode("c", { state: "pending", published: undefined }), episode("d", { shadow: true })), view(episode("e", {}), episode("f", { state: "ended", published: undefined }))])).toEqual([{ name: "a" }, { name: "b" }, { name: "e" }]);
});
