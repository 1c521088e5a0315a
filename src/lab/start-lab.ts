/**
 * One call starts a lab: a world, its estate, the VIM server over HTTPS and the control door. It is what `tetherd lab` runs and what tests run in-process;
 * it prints nothing and handles no signal.
 */
import { LabError } from "./errors.js";
import { buildEstate } from "./estates/build-estate.js";
import { defaultEstate } from "./estates/default-estate.js";
import type { Estate } from "./estates/estate.js";
import { loadEstate } from "./estates/load-estate.js";
import { methodCatalogue } from "./methods/catalogue.js";
import type { Certificate } from "./server/make-certificate.js";
import { startVimServer, type VimServer } from "./server/start-vim-server.js";
import { createLabClock } from "./world/lab-clock.js";
import { defaultWorldSettings, type WorldSettings } from "./world/settings.js";
import { World } from "./world/world.js";

export interface LabOptions {
  /** An estate, or the path of an estate file; unset: the default estate. */
  readonly estate?: Estate | string;
  readonly seed?: number;
  /** Unset or 0: a free one. */
  readonly port?: number;
  /** Unset: 127.0.0.1. */
  readonly host?: string;
  readonly user?: string;
  readonly password?: string;
  /** `factor` 1 (unset) is real time, 60 a minute a second, 0 stands still until told; `startAt` in ms since the epoch. */
  readonly clock?: { readonly factor: number; readonly startAt?: number };
  /** Over what the estate says. */
  readonly settings?: Partial<WorldSettings>;
  readonly certificate?: Certificate;
}

export interface Lab {
  readonly world: World;
  readonly estate: Estate;
  /** "https://127.0.0.1:8989/sdk". */
  readonly url: string;
  /** The same with user name and password in it, as govc takes it. */
  readonly govcUrl: string;
  /** SHA-1 and SHA-256 of the certificate, as "AA:BB:…". */
  readonly thumbprint: string;
  readonly thumbprintSha256: string;
  readonly certificatePem: string;
  readonly port: number;
  /** Ends connections, clock and doors; a second call changes nothing. */
  stop(): Promise<void>;
}

/** LAB_ESTATE_UNREADABLE, LAB_ESTATE_INVALID, LAB_LISTEN_FAILED. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const estate = typeof options.estate === "string" ? await loadEstate(options.estate) : (options.estate ?? defaultEstate);
  const settings: WorldSettings = {
    ...defaultWorldSettings, ...estate.settings, ...options.settings,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.user === undefined ? {} : { userName: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
  };
  const clock = createLabClock(options.clock?.factor ?? 1, options.clock?.startAt);
  const world = new World(settings, clock);
  const server = await openVimDoor(world, estate, options).catch((error: unknown) => {
    clock.stop();
    throw error;
  });
  const login = new URL(server.url);
  [login.username, login.password] = [settings.userName, settings.password];
  let stopped: Promise<void> | undefined;
  return {
    world, estate, url: server.url, govcUrl: login.href, thumbprint: server.thumbprint, thumbprintSha256: server.thumbprintSha256, certificatePem: server.certificatePem, port: server.port,
    stop: () => (stopped ??= server.close().finally(() => { clock.stop(); })),
  };
}

async function openVimDoor(world: World, estate: Estate, { host = "127.0.0.1", port = 0, certificate }: LabOptions): Promise<VimServer> {
  buildEstate(world, estate);
  try {
    return await startVimServer(world, methodCatalogue, { host, port, ...(certificate === undefined ? {} : { certificate }) });
  } catch (error) {
    throw new LabError("LAB_LISTEN_FAILED", `Cannot listen on ${host}:${port}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { hint: "Give another address, or port 0 for a free one", cause: error });
  }
}
