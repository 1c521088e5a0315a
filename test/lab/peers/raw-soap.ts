// The plainest SOAP client: sends bodies as they are written and keeps the answer as a tree of elements. It knows no vSphere type.
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { SaxesParser } from "saxes";
import type { Access } from "./pyvmomi-hands.js";

export interface Element {
  readonly name: string;
  /** Local part of xsi:type, prefix left out. */
  readonly type: string | undefined;
  readonly children: Element[];
  text: string;
}

export interface RawSoap {
  /** The operation's answer element, or the Fault. */
  call(body: string): Promise<Element>;
  close(): void;
}

const xsi = "http://www.w3.org/2001/XMLSchema-instance";

/** `version` goes into SOAPAction, e.g. "6.5". */
export async function rawSoap(access: Access, version: string): Promise<RawSoap> {
  const agent = new Agent({ ca: await readFile(access.caFile), keepAlive: true });
  let cookie: string | undefined;
  const send = (body: string) => new Promise<string>((resolve, reject) => {
    const envelope = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="${xsi}"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
    const headers = { "content-type": "text/xml; charset=utf-8", soapaction: `urn:vim25/${version}`, ...(cookie === undefined ? {} : { cookie }) };
    const sent = request(new URL("/sdk", access.url), { method: "POST", agent, headers }, (answer) => {
      for (const set of answer.headers["set-cookie"] ?? []) cookie = set.split(";")[0];
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => void (text += part)).on("end", () => resolve(text)).on("error", reject);
    });
    sent.on("error", reject).end(envelope);
  });
  const call = async (body: string) => bodyOf(parse(await send(body)));
  return { call, close: () => agent.destroy() };
}

function parse(text: string): Element {
  const root: Element = { name: "", type: undefined, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", (tag) => {
    const type = Object.values(tag.attributes).find((attribute) => attribute.uri === xsi && attribute.local === "type")?.value;
    const element: Element = { name: tag.local, type: type?.split(":").at(-1), children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (part) => { const element = open.at(-1); if (element !== undefined) element.text += part; });
  parser.on("closetag", () => void open.pop());
  parser.on("error", (error) => { throw error; });
  parser.write(text).close();
  return root;
}

function bodyOf(root: Element): Element {
  const body = root.children[0]?.children.find(({ name }) => name === "Body");
  const answer = body?.children[0];
  if (answer === undefined) throw new Error("the answer has no SOAP body");
  return answer;
}
