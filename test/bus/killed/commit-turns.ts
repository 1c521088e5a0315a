/** A process that does nothing but commit numbered turns, one after the other, from wherever the last one stopped. It is there to be killed. */
import { connectBus } from "../../../src/bus/connect-bus.js";
import { busSettings } from "../nats.js";
import { numberedTurn } from "./numbered-turn.js";

const [url = "", vcenter = "", duplicateWindowMs = "1800000", last = "1000000"] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: (_: unknown, message: string) => console.error(message) };
const forever = new AbortController().signal;
const bus = connectBus(busSettings(url, { duplicateWindowMs: Number(duplicateWindowMs) }), log);
const ledger = bus.ledger();
const state = await ledger.open(vcenter, forever);
const checkpoint = state.get("checkpoint")?.get("history") as { readonly n: number } | undefined;
console.log(`from ${checkpoint?.n ?? 0}`);
for (let n = (checkpoint?.n ?? 0) + 1; n <= Number(last); n++) await ledger.commit(numberedTurn(n), forever);
await bus.close();
