/**
 * One call starts a lab: a world, its estate, the VIM server over HTTPS and the control door. It is what `tetherd lab` runs and what tests run in-process;
 * it prints nothing and handles no signal.
 */
import { startControlDoor, type ControlDoor } from "./control/control-door.js";
import { createControl, type LabControl } from "./control/lab-control.js";
import { buildEstate } from "./estates/build-estate.js";
import { defaultEstate } from "./estates/default-estate.js";
import type { Estate } from "./estates/estate.js";
import { loadEstate } from "./estates/load-estate.js";
import { listening } from "./listening.js";
import { methodCatalogue } from "./methods/catalogue.js";
import type { Certificate } from "./server/make-certificate.js";
import { openVimDoor, type VimDoor } from "./vim-door.js";
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
  /** Where the control door listens; unset or false: nowhere, `control` works in-process all the same. True: a free port of 127.0.0.1. */
  readonly control?: boolean | number | { readonly host: string; readonly port: number };
  /** Unset: a fresh one. */
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
  /** `url` is unset when no door was asked for. */
  readonly control: LabControl & { readonly url: string | undefined };
  /** Ends connections, clock and doors; a second call changes nothing. */
  stop(): Promise<void>;
}

/** LAB_ESTATE_UNREADABLE, LAB_ESTATE_INVALID, LAB_LISTEN_FAILED. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const estate = typeof options.estate === "string" ? await loadEstate(options.estate) : (options.estate ?? defaultEstate);
  const settings = settingsOf(estate, options);
  const clock = createLabClock(options.clock?.factor ?? 1, options.clock?.startAt);
  const world = new World(settings, clock);
  let vimDoor: VimDoor | undefined;
  let controlDoor: ControlDoor | undefined;
  try {
    buildEstate(world, estate);
    vimDoor = await openVimDoor(world, methodCatalogue, options);
    const door = vimDoor;
    const { server } = door;
    const control = createControl(world, methodCatalogue, (downMs) => door.restart(downMs));
    const at = addressOf(options.control);
    controlDoor = at === undefined ? undefined : await listening(at, () => startControlDoor(control, at));
    const login = new URL(server.url);
    [login.username, login.password] = [settings.userName, settings.password];
    let stopped: Promise<void> | undefined;
    return {
      world, estate, url: server.url, govcUrl: login.href, thumbprint: server.thumbprint, thumbprintSha256: server.thumbprintSha256, certificatePem: server.certificatePem, port: server.port,
      control: { ...control, url: controlDoor?.url }, stop: () => (stopped ??= closeAll(world, vimDoor, controlDoor)),
    };
  } catch (error) {
    await closeAll(world, vimDoor, controlDoor);
    throw error;
  }
}

async function closeAll(world: World, vimDoor: VimDoor | undefined, controlDoor: ControlDoor | undefined): Promise<void> {
  world.clock.stop();
  await Promise.all([vimDoor?.close(), controlDoor?.close()]);
}

function settingsOf(estate: Estate, { settings, seed, user, password }: LabOptions): WorldSettings {
  return {
    ...defaultWorldSettings, ...estate.settings, ...settings,
    ...(seed === undefined ? {} : { seed }), ...(user === undefined ? {} : { userName: user }), ...(password === undefined ? {} : { password }),
  };
}

function addressOf(control: LabOptions["control"]): { readonly host: string; readonly port: number } | undefined {
  if (control === undefined || control === false) return undefined;
  return typeof control === "object" ? control : { host: "127.0.0.1", port: control === true ? 0 : control };
}
