/** A call as the text that would go over the wire, indented, for a dry run. The soap package writes it; nothing is sent. */
import { SoapCaller } from "../soap-caller.js";
import type { CallOptions } from "../transport/soap-http.js";
import type { Call } from "./call.js";

export async function showCall({ method, target, args }: Call, apiVersion: string, operationId: string): Promise<string> {
  let sent = "";
  const caller = await SoapCaller.create("https://localhost/sdk", {
    request(_endpoint: string, xml: string, done: (error: unknown, response?: unknown, body?: string) => void, _headers: unknown, options: CallOptions): void {
      sent = xml;
      done(null, { status: 200, headers: {} }, `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><${options.operation}Response xmlns="urn:vim25"/></e:Body></e:Envelope>`);
    },
  });
  caller.useVersion(apiVersion);
  await caller.call(method, target, args, { operationId });
  return indented(sent.slice(sent.indexOf("<soap:Envelope")));
}

/** One element per line; a text stays beside its tags. */
function indented(xml: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const part of xml.replace(/></g, ">\n<").split("\n")) {
    const closes = part.startsWith("</");
    if (closes) depth--;
    lines.push(`${"  ".repeat(depth)}${part}`);
    if (!closes && !part.includes("</") && !part.endsWith("/>")) depth++;
  }
  return lines.join("\n");
}
