/** What an operator must know of the relay, as sentences for /readyz. It asks nobody. */
import type { RelayHealth } from "./start-relay.js";

export function relayTroubles({ problem, buttons, receivers }: RelayHealth): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`routing: ${problem}`]),
    ...buttons,
    ...receivers.filter(({ failing }) => failing).map(({ name, waiting }) => `receiver ${name} cannot be told; ${waiting} ${waiting === 1 ? "thread waits" : "threads wait"}`),
  ];
}
