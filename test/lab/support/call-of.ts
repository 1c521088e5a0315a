/** A call as the dispatcher would make it, for tests of one method without server and session. It checks nothing. */
import type { Call } from "../../../src/lab/methods/method.js";
import type { Args } from "../../../src/lab/wire/read-args.js";
import { vimSchema } from "../../../src/lab/wire/vim-schema.js";
import type { Ref } from "../../../src/lab/wire/vim-value.js";
import type { World } from "../../../src/lab/world/world.js";

/** `name` is the WSDL name; the caller is "operator". */
export function callOf(world: World, self: Ref, name: string, args: Args = {}, more: Partial<Call> = {}): Call {
  const method = vimSchema().method(self.type, name);
  if (method === undefined) throw new TypeError(`${self.type} has no ${name}`);
  return {
    world, session: undefined, userName: "operator", self, method, args, via: "vcenter", apiVersion: [8, 0, 3, 0], remote: { address: "127.0.0.1", userAgent: "test" },
    signal: new AbortController().signal, setCookie: () => undefined, ...more,
  };
}
