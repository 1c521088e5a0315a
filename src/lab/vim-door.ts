/** The VIM server over its whole life: opened, away while vCenter restarts, and back at the same address with the same certificate. */
import { listening } from "./listening.js";
import type { MethodTable } from "./methods/method.js";
import { makeCertificate, type Certificate } from "./server/make-certificate.js";
import { startVimServer, type VimServer } from "./server/start-vim-server.js";
import type { World } from "./world/world.js";

export interface VimDoor {
  /** As it was opened first; its address stays. */
  readonly server: VimServer;
  /** Cuts every connection and comes back after `downMs` of the lab's time; one restart after the other. LAB_LISTEN_FAILED when somebody else has the address by then. */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface VimDoorOptions {
  readonly host?: string;
  readonly port?: number;
  readonly certificate?: Certificate;
}

/** LAB_LISTEN_FAILED. */
export async function openVimDoor(world: World, methods: MethodTable, options: VimDoorOptions): Promise<VimDoor> {
  const { host = "127.0.0.1" } = options;
  const certificate = options.certificate ?? await makeCertificate(host);
  const open = (port: number) => listening({ host, port }, () => startVimServer(world, methods, { host, port, certificate }));
  const server = await open(options.port ?? 0);
  let present: VimServer | undefined = server;
  let closed = false;
  const restart = async (downMs: number): Promise<void> => {
    const back = downMs > 0 ? new Promise<void>((resolve) => { world.clock.after(downMs, resolve); }) : undefined;
    await present?.close();
    present = undefined;
    await back;
    if (!closed) present = await open(server.port);
  };
  let restarts = Promise.resolve();
  return {
    server,
    restart(downMs) {
      const next = restarts.then(() => restart(downMs));
      restarts = next.catch(() => undefined);
      return next;
    },
    async close() {
      closed = true;
      await present?.close();
    },
  };
}
