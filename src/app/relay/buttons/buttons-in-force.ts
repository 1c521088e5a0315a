/**
 * Listens where the receivers of the routing in force have buttons, and nowhere without them. An address that cannot be had is tried again at every look; nothing else waits
 * for it.
 */
import type { ListenAddress } from "../../../notify/buttons.js";
import type { NotifierGround } from "../../../notify/notifier.js";
import type { Routing } from "../../../notify/routing/routing.js";
import { describeError } from "../../../shared/errors.js";
import type { Logger } from "../../logger.js";
import type { ButtonDesk, ReceiverButtons } from "./button-desk.js";
import { startButtonServer, type ButtonServer } from "./button-server.js";

interface Place {
  readonly listen: ListenAddress;
  /** As of the routing in force. */
  here: readonly ReceiverButtons[];
  server: ButtonServer | undefined;
  problem: string | undefined;
}

export class ButtonsInForce {
  readonly #places = new Map<string, Place>();
  readonly #desk: ButtonDesk;
  readonly #ground: NotifierGround;
  readonly #log: Pick<Logger, "error" | "info">;
  /** The last change: each begins after the one before. */
  #turn: Promise<void> = Promise.resolve();

  constructor(desk: ButtonDesk, ground: NotifierGround, log: Pick<Logger, "error" | "info">) {
    this.#desk = desk;
    this.#ground = ground;
    this.#log = log;
  }

  /** Why buttons cannot be pressed, if so. */
  get problems(): readonly string[] {
    return [...this.#places.values()].flatMap(({ problem }) => problem ?? []);
  }

  /** Never rejects. */
  use({ receivers }: Pick<Routing, "receivers">): Promise<void> {
    const wanted = new Map<string, { readonly listen: ListenAddress; readonly here: ReceiverButtons[] }>();
    for (const { name, buttons } of receivers.values()) {
      if (buttons === undefined) continue;
      const key = `${buttons.listen.host} ${buttons.listen.port}`;
      const place = wanted.get(key) ?? { listen: buttons.listen, here: [] };
      place.here.push({ receiver: name, buttons: buttons.create(this.#ground) });
      wanted.set(key, place);
    }
    return this.#inTurn(async () => {
      for (const [key, place] of this.#places) {
        if (wanted.has(key)) continue;
        this.#places.delete(key);
        await place.server?.close();
      }
      for (const [key, { listen, here }] of wanted) {
        const place = this.#places.get(key) ?? { listen, here, server: undefined, problem: undefined };
        place.here = here;
        this.#places.set(key, place);
        await this.#listen(place);
      }
    });
  }

  /** Tries again what could not be had. Never rejects. */
  look(): Promise<void> {
    return this.#inTurn(async () => {
      for (const place of this.#places.values()) await this.#listen(place);
    });
  }

  /** Takes nothing more, and resolves when what was pressed is done. */
  async close(): Promise<void> {
    await this.use({ receivers: new Map() });
    await this.#desk.settled();
  }

  async #listen(place: Place): Promise<void> {
    if (place.server !== undefined) return;
    try {
      place.server = await startButtonServer(place.listen, (posted) => this.#desk.take(posted, place.here));
      place.problem = undefined;
      this.#log.info({ receivers: place.here.map(({ receiver }) => receiver), host: place.listen.host, port: place.server.port }, `buttons can be pressed: ${place.listen.host}:${place.server.port} listens for Slack`);
    } catch (error) {
      const problem = describeError(error);
      if (place.problem !== problem) this.#log.error({ code: "RELAY_BUTTONS_UNREACHABLE" }, problem);
      place.problem = problem;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch(() => undefined);
    return this.#turn;
  }
}
