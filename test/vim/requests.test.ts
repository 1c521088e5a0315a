import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import { SoapCaller } from "../../src/vim/soap-caller.js";
import { parseSmall } from "../../src/vim/transport/small-answer.js";
import { watchedTypes } from "../../src/vim/property-paths.js";
import type { XmlNode } from "../../src/vim/xml/xml-node.js";
import { child, childrenOf, descend } from "../../src/vim/xml/xml-node.js";
import { calmVCenter, startSoapServer, type SoapServer } from "./support/soap-server.js";

/** Names of an element's children in wire order, nested: `spec(propSet(type,pathSet))`. */
function shape(node: XmlNode): string {
  const inside: string[] = [];
  for (const item of node.children) if (inside.at(-1) !== shape(item)) inside.push(shape(item));
  return inside.length === 0 ? node.name : `${node.name}(${inside.join(",")})`;
}

let server: SoapServer;
const sent = new Map<string, XmlNode[]>();

beforeAll(async () => {
  server = await startSoapServer(calmVCenter());
  const { url, caFile } = server;
  const watch = await createVCenter({ url, username: "u", password: () => "p", tls: { caFile }, maxObjectUpdates: 33 }).open(() => Promise.resolve({ time: "2026-01-01T11:00:00.5Z", eventKey: 7 }), AbortSignal.timeout(15_000));
  await watch.waitForUpdates(45, AbortSignal.timeout(15_000));
  await watch.readHistory(AbortSignal.timeout(15_000));
  await watch.readTasks(["task-1", "task-2"], AbortSignal.timeout(15_000));
  await watch.close();
  for (const { operation, body } of server.calls) {
    if (operation.startsWith("GET")) continue;
    const request = descend(parseSmall(Buffer.from(body)), ["Body"])?.children[0];
    if (request !== undefined) sent.set(operation, [...(sent.get(operation) ?? []), request]);
  }
});
afterAll(() => server.stop());

const first = (operation: string): XmlNode => sent.get(operation)![0]!;

describe("on the wire", () => {
  it.each([
    ["Login", "Login(_this,userName,password)"],
    ["CreateContainerView", "CreateContainerView(_this,container,type,recursive)"],
    ["CreateFilter", "CreateFilter(_this,spec(propSet(type,pathSet),objectSet(obj,skip,selectSet(type,path,skip))),partialUpdates)"],
    ["WaitForUpdatesEx", "WaitForUpdatesEx(_this,version,options(maxWaitSeconds,maxObjectUpdates))"],
    ["RetrievePropertiesEx", "RetrievePropertiesEx(_this,specSet(propSet(type,pathSet),objectSet(obj)),options(maxObjects))"],
    ["CreateCollectorForEvents", "CreateCollectorForEvents(_this,filter(time(beginTime),disableFullMessage))"],
    ["CreateCollectorForTasks", "CreateCollectorForTasks(_this,filter(time(timeType,beginTime)))"],
    ["ReadNextEvents", "ReadNextEvents(_this,maxCount)"],
  ])("%s has its fields in vCenter's order", (operation, expected) => {
    expect(shape(first(operation))).toBe(expected);
  });

  it("every call names its object with its type", () => {
    for (const requests of sent.values()) for (const request of requests) expect(child(request, "_this")?.refType).toMatch(/^[A-Z]/);
  });

  it("a selection is a TraversalSpec by xsi:type", () => {
    expect(descend(first("CreateFilter"), ["spec", "objectSet", "selectSet"])?.type).toBe("TraversalSpec");
  });

  it("updates are asked for whole, never partial", () => {
    expect(new Set(sent.get("CreateFilter")!.map((request) => child(request, "partialUpdates")?.text))).toEqual(new Set(["false"]));
  });

  it("each type has exactly one specification, with every listed path", () => {
    const specifications = sent.get("CreateFilter")!.flatMap((request) => childrenOf(child(request, "spec"), "propSet"));
    const paths = new Map<string, readonly string[]>();
    for (const specification of specifications) {
      const type = child(specification, "type")!.text;
      if (type.endsWith("HistoryCollector")) continue;
      expect(paths.has(type)).toBe(false);
      paths.set(type, childrenOf(specification, "pathSet").map(({ text }) => text));
    }
    expect([...paths.keys()].sort()).toEqual(["ComputeResource", "Datacenter", "Datastore", "Folder", "HostSystem", "ResourcePool", "VirtualMachine"]);
    for (const [type, listed] of paths) expect(listed).toEqual(watchedTypes.get(type)!.paths.map(({ path }) => path));
  });

  it("the first wait is for the full state, with the bounds of the settings", () => {
    expect(child(first("WaitForUpdatesEx"), "version")?.text).toBe("");
    expect(descend(first("WaitForUpdatesEx"), ["options", "maxWaitSeconds"])?.text).toBe("45");
    expect(descend(first("WaitForUpdatesEx"), ["options", "maxObjectUpdates"])?.text).toBe("33");
  });

  it("history begins a minute before the saved position", () => {
    expect(descend(first("CreateCollectorForEvents"), ["filter", "time", "beginTime"])?.text).toBe("2026-01-01T10:59:00.500Z");
  });
});

describe("a text in a request", () => {
  it("comes back as it was, whatever it holds, and never becomes markup", async () => {
    let xml = "";
    const http = { request: (_url: string, sentXml: string, callback: (error: unknown, response: unknown, body: string) => void) => {
      xml = sentXml;
      callback(null, { status: 200, headers: {} }, '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><LoginResponse xmlns="urn:vim25"/></e:Body></e:Envelope>');
    } };
    const caller = await SoapCaller.create("https://localhost/sdk", http);
    const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("</vim25:password><x>", "&#0;", "]]>", "<![CDATA[", "\"'&<>", "a\tb", " spaces "))
      .filter((value) => !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff\ud800-\udfff]/.test(value));
    await fc.assert(fc.asyncProperty(text, text, async (userName, password) => {
      await caller.call("Login", { type: "SessionManager", value: "SessionManager" }, { userName, password });
      const login = descend(parseSmall(Buffer.from(xml)), ["Body", "Login"]);
      expect([child(login, "userName")?.text, child(login, "password")?.text]).toEqual([userName, password]);
    }), { numRuns: 200 });
  });
});
