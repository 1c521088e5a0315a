/**
 * Calls vSphere operations through the soap package's client made from our WSDL. It never lets the package decode bulk answers, and
 * none of its own errors come out: they may hold bodies.
 */
import { createClientAsync, type Client, type IHttpClient } from "soap";
import { VimError } from "./errors.js";
import type { CallOptions, SoapHttp } from "./transport/soap-http.js";
import { operationParameters, vimWsdl, type OperationName } from "./wsdl/vim-wsdl.js";

/** A managed object; identity is type and value (vim-facts 1.4). */
export interface MoRef {
  readonly type: string;
  readonly value: string;
}

/** A reference as the soap package writes it: the type as attribute, the id as text. */
export interface SoapRef {
  readonly attributes: { readonly type: string };
  readonly $value: string;
}

export function soapRef({ type, value }: MoRef): SoapRef {
  return { attributes: { type }, $value: value };
}

/** A reference as the package decodes it. Throws VIM_ANSWER_MALFORMED. */
export function moRef(decoded: unknown, what: string): MoRef {
  const { attributes, $value } = (decoded ?? {}) as { readonly attributes?: { readonly type?: unknown }; readonly $value?: unknown };
  if (typeof $value === "string" && typeof attributes?.type === "string") return { type: attributes.type, value: $value };
  throw new VimError("VIM_ANSWER_MALFORMED", `Cannot use vCenter's answer as it must hold a reference to ${what}: there is none`, { retryable: true });
}

export type Arguments = Readonly<Record<string, unknown>>;

interface CallExtras {
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
  /** False for what must not be sent twice, such as moving a cursor. */
  readonly repeatable?: boolean;
  /** Goes into the SOAP header `operationID`, which vCenter keeps with the tasks of the call (reliability 4.1). */
  readonly operationId?: string;
}

type PackageMethod = (args: Arguments, options: CallOptions) => Promise<readonly unknown[]>;

export class SoapCaller {
  readonly #client: Client;
  readonly #methods: Readonly<Record<string, PackageMethod>>;

  private constructor(client: Client) {
    this.#client = client;
    this.#methods = client;
  }

  static async create(endpoint: string, http: Pick<SoapHttp, "request">): Promise<SoapCaller> {
    // The package types its HTTP client by axios; it only ever calls `request`.
    return new SoapCaller(await createClientAsync(vimWsdl, { endpoint, httpClient: http as unknown as IHttpClient }));
  }

  /** From now on calls carry this version, e.g. "6.5" (vim-facts 1.1: an empty SOAPAction is refused). */
  useVersion(version: string): void {
    this.#client.setSOAPAction(`urn:vim25/${version}`);
  }

  /** A small answer, decoded by the package; `returnval` or undefined. */
  async call(operation: OperationName, target: MoRef, args: Arguments = {}, extras: CallExtras = {}): Promise<unknown> {
    const [result]: readonly unknown[] = await this.#invoke(operation, target, args, { operation, signal: extras.signal, deadlineMs: extras.deadlineMs, repeatable: extras.repeatable, ...withHeader(extras.operationId) });
    return (result as { readonly returnval?: unknown } | null | undefined)?.returnval;
  }

  /** A bulk answer, read as a stream by `read`. */
  async stream<Value>(operation: OperationName, target: MoRef, args: Arguments, read: (body: AsyncIterable<Buffer>) => Promise<Value>, extras: CallExtras = {}): Promise<Value> {
    const options: CallOptions = { operation, signal: extras.signal, deadlineMs: extras.deadlineMs, repeatable: extras.repeatable, read };
    await this.#invoke(operation, target, args, options);
    return options.result as Value;
  }

  async #invoke(operation: OperationName, target: MoRef, args: Arguments, options: CallOptions): Promise<readonly unknown[]> {
    // The package does not order the parameters of an operation; vCenter reads them with a forward-only cursor (vim-facts 1.3).
    const ordered: Record<string, unknown> = { _this: soapRef(target) };
    for (const name of operationParameters(operation)) if (args[name] !== undefined) ordered[name] = args[name];
    const method = this.#methods[`${operation}Async`];
    if (method === undefined) throw new TypeError(`the WSDL has no operation ${operation}`);
    try {
      return await method(ordered, options);
    } catch (error) {
      if (error instanceof VimError) throw error;
      const reason = error instanceof Error ? error.message.split("\n", 1)[0] ?? "" : "";
      throw new VimError("VIM_ANSWER_MALFORMED", `Cannot read vCenter's answer to ${operation}: ${reason.slice(0, 200)}`, { retryable: true });
    }
  }
}

/** The package knows headers only for all calls at once; calls run side by side, so it is put into the text of this one. */
function withHeader(operationId: string | undefined): Pick<CallOptions, "postProcess"> {
  if (operationId === undefined) return {};
  if (!/^[\w.-]{1,200}$/.test(operationId)) throw new TypeError(`"${operationId}" is no operation id`);
  return { postProcess: (xml) => xml.replace("<soap:Body>", `<soap:Header><operationID>${operationId}</operationID></soap:Header><soap:Body>`) };
}
