/**
 * The daemon's read-only door: what its model and its episodes are now, for commands that look (docs/decisions/0011). It never shows half
 * a model, holds no secrets, and answers whom `http.door` allows.
 */
import type { Silence } from "../../alerts/silence.js";
import type { Settings } from "../../settings/settings.js";
import type { LiveLine, LiveView } from "../../streams/live-line.js";
import type { VCenterHealth } from "../health.js";
import { jsonPage, textPage, type Asked, type Page, type Route } from "../http-server.js";
import { mayRead } from "./may-read.js";
import { episodeLines } from "./tell-episodes.js";
import { inventoryLines } from "./tell-inventory.js";
import type { DoorVCenter, DoorVCenters } from "./wire.js";

export interface DoorSources {
  readonly version: string;
  readonly site: string;
  readonly door: Settings["httpDoor"];
  readonly vcenters: readonly { readonly name: string; readonly url: string; readonly health: () => VCenterHealth; readonly live: () => LiveLine | undefined }[];
  readonly silences: () => readonly Silence[];
  readonly now: () => number;
}

/** Whole models on their way at once; each holds on to the records it tells. */
const mostReaders = 8;

type Source = DoorSources["vcenters"][number];

export function doorPages(sources: DoorSources): readonly Route[] {
  const { door } = sources;
  if (door === "off") return [];
  const readers = new Set<AbortSignal>();
  const guarded = (path: string, page: (asked: Asked) => Page): Route => ({ path, page: (asked) => (mayRead(door, asked) ? page(asked) : textPage(403, "this page is for this machine alone; http.door says who may read it")) });
  const live = (path: string, lines: (view: LiveView, source: Source, line: LiveLine, asked: Asked) => AsyncIterable<string>): Route => guarded(path, (asked) => {
    const source = sources.vcenters.find(({ name }) => name === asked.rest);
    if (source === undefined) return textPage(404, `there is no vCenter "${asked.rest}"; there are ${sources.vcenters.map(({ name }) => name).join(", ")}`);
    if (readers.size >= mostReaders) return textPage(503, "too many are reading at once; try again in a moment");
    const line = source.live();
    const view = line?.look();
    if (line === undefined || view === undefined) return textPage(503, whyNot(source));
    readers.add(asked.signal);
    asked.signal.addEventListener("abort", () => void readers.delete(asked.signal), { once: true });
    return { status: 200, type: "application/x-ndjson", body: lines(view, source, line, asked) };
  });
  return [
    guarded("/v1/vcenters", () => jsonPage(200, { version: sources.version, site: sources.site, vcenters: sources.vcenters.map((one) => summary(one, sources.now())) } satisfies DoorVCenters)),
    live("/v1/inventory/", (view, { name }, line, { query, signal }) => inventoryLines({ view, vcenter: name, now: sources.now(), signal, ...(query.has("follow") ? { follow: line } : {}) })),
    live("/v1/episodes/", (view, { name }) => episodeLines(view, name, sources.silences(), sources.now())),
  ];
}

function summary({ name, url, health, live }: Source, now: number): DoorVCenter {
  const { state, since, reason, vms, groups } = health();
  const view = live()?.look();
  return {
    name, url, state, since, ...(reason === undefined ? {} : { reason }), vms, groups,
    instanceUuid: view?.instanceUuid, dataAgeMs: view === undefined ? undefined : now - view.lastDataAt,
  };
}

function whyNot({ name, health }: Source): string {
  const { state, reason } = health();
  switch (state) {
    case "opening": return `nothing was read from vCenter ${name} yet`;
    case "syncing": return `the full state of vCenter ${name} is still being read`;
    case "blind": return `vCenter ${name} cannot be seen${reason === undefined ? "" : `: ${reason}`}`;
    case "following": return `a long change of vCenter ${name} is still being read; try again in a moment`;
  }
}
