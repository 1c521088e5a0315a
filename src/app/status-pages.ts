/** /healthz (alive), /readyz (seeing and able to tell), /metrics (Prometheus text). They hold no secrets and change nothing. */
import { jsonPage, textPage, type Route } from "./http-server.js";

export interface StatusSources {
  readonly alive: () => boolean;
  /** What /readyz shows as JSON. */
  readonly readiness: () => { readonly ready: boolean };
  readonly metrics: () => Promise<string>;
}

export function statusPages({ alive, readiness, metrics }: StatusSources): readonly Route[] {
  return [
    { path: "/healthz", page: () => (alive() ? textPage(200, "ok") : textPage(503, "stopping or stuck")) },
    { path: "/readyz", page: () => {
      const state = readiness();
      return jsonPage(state.ready ? 200 : 503, state);
    } },
    { path: "/metrics", page: async () => ({ status: 200, type: "text/plain; version=0.0.4", body: await metrics() }) },
  ];
}
