/**
 * Which API version to speak: the newest that both we and the server know, from /sdk/vimServiceVersions.xml (vim-facts 1.6).
 * It never sends a version it does not know, nor sorts what it does not know.
 */
import { VimError } from "./errors.js";
import type { HttpsExchanges } from "./transport/https-exchange.js";
import { collect, parseSmall } from "./transport/small-answer.js";
import { checkAnswer } from "./transport/soap-http.js";
import { deadlines } from "./settings.js";
import { childrenOf, child, textOf, type XmlNode } from "./xml/xml-node.js";

/** Newest first. */
const knownVersions = [
  "8.0.3.0", "8.0.2.0", "8.0.1.0", "8.0.0.2", "8.0.0.1", "8.0.0.0", "7.0.3.2", "7.0.3.1", "7.0.3.0", "7.0.2.1", "7.0.2.0", "7.0.1.1", "7.0.1.0", "7.0.0.2",
  "7.0.0.0", "6.9.1", "6.8.7", "6.7.3", "6.7.2", "6.7.1", "6.7", "6.5", "6.0", "5.5",
] as const;

/** Throws VIM_NOT_VCENTER when the server offers none of them, and what the exchange throws. */
export async function negotiateVersion(exchanges: HttpsExchanges, signal: AbortSignal | undefined): Promise<string> {
  const offered = await exchanges.run({
    method: "GET", path: "/sdk/vimServiceVersions.xml", headers: { Accept: "text/xml" }, deadlineMs: deadlines.callMs, signal, repeatable: true,
  }, async (answer) => {
    await checkAnswer(answer, "reading /sdk/vimServiceVersions.xml");
    return offeredVersions(parseSmall(await collect(answer.body)));
  });
  const version = knownVersions.find((known) => offered.has(known));
  if (version !== undefined) return version;
  throw new VimError("VIM_NOT_VCENTER", `Cannot speak with this server as it must offer the vSphere API 5.5 or newer: it offers ${offered.size === 0 ? "none" : [...offered].slice(0, 5).join(", ")}`, {
    hint: "See whether the address is that of a vCenter",
  });
}

export function offeredVersions(document: XmlNode): ReadonlySet<string> {
  const vim = childrenOf(document, "namespace").find((namespace) => textOf(namespace, "name") === "urn:vim25");
  return new Set([textOf(vim, "version") ?? "", ...childrenOf(child(vim, "priorVersions"), "version").map(({ text }) => text)].filter((text) => text !== ""));
}
