/** RetrieveProperties, RetrievePropertiesEx and its pages (vim-facts 3.7). Both may be called without a session, which then reads hardly anything (1.8). */
import { pageLimit } from "../../collector/collector-nuisances.js";
import { collectorOf } from "../../collector/create-collector.js";
import { checkSpec, invalidArgument } from "../../collector/check-spec.js";
import { Reader } from "../../collector/reader.js";
import { objectContent, selectForRetrieve } from "../../collector/retrieve-objects.js";
import type { OpenRetrieval } from "../../collector/retrieve-tokens.js";
import { catchUpAll } from "../../collector/session-objects.js";
import { numberIn, objectOf, objectsIn, textOf } from "../../wire/read-args.js";
import { VimFault } from "../../wire/vim-fault.js";
import { vim, type VimObject } from "../../wire/vim-value.js";
import type { Call, MethodTable } from "../method.js";

export const retrieveMethods: MethodTable = {
  "PropertyCollector.RetrieveProperties": (call) => {
    const { reader, rest } = open(call, Infinity);
    return rest.map((object) => objectContent(reader, object));
  },
  "PropertyCollector.RetrievePropertiesEx": (call) => {
    const maxObjects = numberIn(objectOf(call.args, "options"), "maxObjects");
    if (maxObjects !== undefined && maxObjects <= 0) throw invalidArgument("options.maxObjects");
    const retrieval = open(call, pageLimit(call.world, whereOf(call), maxObjects ?? Infinity));
    return retrieval.rest.length === 0 ? undefined : nextPage(call, retrieval);
  },
  "PropertyCollector.ContinueRetrievePropertiesEx": (call) => nextPage(call, takeToken(call)),
  "PropertyCollector.CancelRetrievePropertiesEx": (call) => {
    takeToken(call);
    return undefined;
  },
};

function open(call: Call, pageSize: number): OpenRetrieval {
  const specs = objectsIn(call.args, "specSet").map(checkSpec);
  if (call.session !== undefined) catchUpAll(call.session);
  const lost = call.world.nuisances.strikes("not-authenticated-in-missing-set", whereOf(call)) !== undefined;
  return { reader: new Reader(call.world, call.session, lost || call.session === undefined), rest: selectForRetrieve(new Reader(call.world, call.session), specs), pageSize };
}

/** Objects that were destroyed since they were selected are left out. A caller without a session gets everything at once, for there is nothing to keep a token in. */
function nextPage(call: Call, { reader, rest, pageSize }: OpenRetrieval): VimObject {
  const size = call.session === undefined ? Infinity : pageSize;
  const objects = rest.slice(0, size).filter(({ ref }) => reader.exists(ref)).map((object) => objectContent(reader, object));
  const left = rest.slice(size);
  return vim("RetrieveResult", { token: left.length === 0 ? undefined : collectorOf(call).tokens.keep({ reader, rest: left, pageSize }), objects });
}

function takeToken(call: Call): OpenRetrieval {
  const found = collectorOf(call).tokens.take(textOf(call.args, "token"));
  if (found === undefined) throw new VimFault("InvalidProperty", "The token is not valid.", { name: "token" });
  return found;
}

function whereOf(call: Call): { readonly method: string; readonly object: string } {
  return { method: call.method.name, object: call.self.value };
}
