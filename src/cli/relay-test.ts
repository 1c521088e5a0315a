/** `tetherd relay test`: sends a marked test message and its end to one receiver, once each, and says what became of it. It tries nothing twice. */
import { randomBytes } from "node:crypto";
import { systemResolve } from "../notify/checked-lookup.js";
import { openDoor } from "../notify/open-door.js";
import { testNotifications } from "../notify/test-notification.js";
import { secretFromFile } from "../settings/secret.js";
import { nearestName } from "../shared/nearest-name.js";
import { TetherdError } from "../shared/errors.js";
import { exitCodes } from "./exit-codes.js";
import { usableRouting } from "./relay-file.js";

export async function relayTest(path: string, name: string): Promise<number> {
  const routing = await usableRouting(path);
  if (routing === undefined) return exitCodes.findings;
  const receiver = routing.receivers.get(name);
  const known = [...routing.receivers.keys()];
  if (receiver === undefined) throw new TetherdError("RELAY_RECEIVER_UNKNOWN", `Cannot test the receiver "${name}" as it must stand in ${path}: it does not${nearestName(name, known)}`, { hint: `Allowed: ${known.join(", ")}` });
  const notifier = receiver.create({ door: openDoor({ now: Date.now }), resolve: systemResolve, now: Date.now, secret: secretFromFile });
  const signal = new AbortController().signal;
  const [firing, over] = testNotifications(name, randomBytes(6).toString("hex"), Date.now());
  const { memory } = await notifier.notify(firing, undefined, signal);
  await notifier.notify(over, memory, signal);
  process.stdout.write(`${name} (${receiver.kind}) accepted a test message and its end\n`);
  return exitCodes.ok;
}
