/**
 * The text of one POST to /sdk as what shall be sent back: the answer, a fault, or a cut connection when a nuisance says so. It writes to no socket.
 */
import type { MethodTable } from "../methods/method.js";
import { effectiveVersion, parseApiVersion, versionRank } from "../wire/api-version.js";
import { decodeRequest, readSoapAction, type VimRequest } from "../wire/decode-request.js";
import { encodeAnswer, encodeFault } from "../wire/encode-answer.js";
import type { EncodeStyle } from "../wire/encode-value.js";
import { VimFault } from "../wire/vim-fault.js";
import { vimSchema } from "../wire/vim-schema.js";
import type { World } from "../world/world.js";
import { invoke } from "./dispatch.js";
import { readSessionCookie, writeSessionCookie } from "./session-cookie.js";

export interface SoapPost {
  readonly body: string;
  readonly soapAction: string | undefined;
  readonly cookie: string | undefined;
  readonly remote: { readonly address: string; readonly userAgent: string };
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** `delayMs` to wait before sending; `sentPercent`: the connection is cut when so much of the body is out; 100 cuts it behind the answer. */
export interface SoapAnswer {
  readonly status: number;
  readonly body: string;
  readonly setCookie: string | undefined;
  readonly delayMs: number;
  readonly sentPercent: number | undefined;
}

/** "cut": the connection ends before anything is done or sent. */
export async function answerCall(world: World, methods: MethodTable, post: SoapPost): Promise<SoapAnswer | "cut" | "timeout"> {
  const own = parseApiVersion(world.settings.apiVersion) ?? [];
  let style: EncodeStyle = { ...plainStyle, version: versionRank(own) };
  let request: VimRequest;
  let apiVersion: readonly number[];
  try {
    apiVersion = effectiveVersion(readSoapAction(post.soapAction), own);
    request = decodeRequest(post.body, apiVersion);
  } catch (error) {
    return ended(500, encodeFault(toFault(world, error), style));
  }
  const where = { method: request.method, object: request.self.value };
  const strikes = (kind: Parameters<typeof world.nuisances.strikes>[0]) => world.nuisances.strikes(kind, where);
  if (strikes("drop-before") !== undefined) return "cut";
  if (strikes("status-408") !== undefined) return "timeout";
  style = {
    version: versionRank(apiVersion),
    xsi: strikes("foreign-prefix") === undefined ? "xsi" : "_XMLSchema-instance",
    typeLast: strikes("type-attribute-last") !== undefined,
    // The event itself is what the nuisance strikes; while one is planned, no answer is cleaned.
    rawControls: world.nuisances.all().some(({ kind }) => kind === "control-characters"),
  };
  let cookie: string | undefined;
  let answer: SoapAnswer;
  try {
    const session = world.sessions.get(readSessionCookie(post.cookie) ?? "");
    const value = await invoke(world, methods, {
      ...request, session, via: "vcenter", apiVersion, remote: post.remote, signal: post.signal, setCookie: (value) => { cookie = value; },
    });
    const method = vimSchema().method(request.self.type, request.method);
    if (method === undefined) throw new TypeError(`${request.method} was answered but is not in the schema`);
    answer = ended(200, encodeAnswer(method, value, style));
  } catch (error) {
    answer = ended(500, encodeFault(toFault(world, error), style));
  }
  const during = strikes("drop-during");
  const slow = strikes("slow-answer");
  return {
    ...answer,
    setCookie: cookie === undefined ? undefined : writeSessionCookie(cookie, strikes("unquoted-cookie") === undefined),
    delayMs: slow === undefined ? 0 : (slow.delayMs ?? 1_000),
    sentPercent: during !== undefined ? (during.amount ?? 50) : strikes("drop-after") !== undefined ? 100 : undefined,
  };
}

const plainStyle: Omit<EncodeStyle, "version"> = { xsi: "xsi", typeLast: false, rawControls: false };

function ended(status: number, body: string): SoapAnswer {
  return { status, body, setCookie: undefined, delayMs: 0, sentPercent: undefined };
}

/** What is no fault is a defect of the lab: it is kept for whoever runs it, and the client is told as vCenter tells of its own. */
function toFault(world: World, error: unknown): VimFault {
  if (error instanceof VimFault) return error;
  const defect = error instanceof Error ? error : new Error(String(error));
  world.defects.push(defect);
  return new VimFault("SystemError", `A general system error occurred: ${defect.message}`, { reason: defect.message });
}
