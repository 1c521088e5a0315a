// Sends SOAP by hand over HTTPS, byte for byte as a test says, and keeps the cookie as a browser would. It understands no answer.
import { request, Agent } from "node:https";
import type { IncomingHttpHeaders } from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SoapClient {
  /** The cookie to send, "name=value"; login fills it. */
  cookie: string | undefined;
  /** Puts `inside` into an envelope and posts it. */
  call(inside: string, options?: { readonly soapAction?: string | null }): Promise<RawAnswer>;
  send(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<RawAnswer>;
  login(userName: string, password: string): Promise<RawAnswer>;
  close(): void;
}

export function envelope(inside: string): string {
  return '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    + `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${inside}</soapenv:Body></soapenv:Envelope>`;
}

/** A client that trusts `certificatePem` alone. */
export function soapClient(server: { readonly url: string; readonly certificatePem: string }): SoapClient {
  const agent = new Agent({ keepAlive: true, ca: server.certificatePem });
  const client: SoapClient = {
    cookie: undefined,
    send: (method, path, body, headers = {}) => new Promise((resolve, reject) => {
      const sent = request(new URL(path, server.url), { method, agent, headers: { ...(client.cookie === undefined ? {} : { Cookie: client.cookie }), ...headers } }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const cookie = response.headers["set-cookie"]?.[0]?.split(";")[0];
          if (cookie !== undefined && response.statusCode === 200) client.cookie = cookie;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString("utf8") });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    }),
    call: (inside, { soapAction = '"urn:vim25/8.0.3.0"' } = {}) =>
      client.send("POST", "/sdk", envelope(inside), { "Content-Type": "text/xml; charset=utf-8", ...(soapAction === null ? {} : { SOAPAction: soapAction }) }),
    login: (userName, password) =>
      client.call(`<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>${userName}</userName><password>${password}</password></Login>`),
    close: () => { agent.destroy(); },
  };
  return client;
}
