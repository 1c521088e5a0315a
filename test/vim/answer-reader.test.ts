import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerReader, readAnswer, readLimits } from "../../src/vim/xml/answer-reader.js";
import type { XmlNode } from "../../src/vim/xml/xml-node.js";
import { inChunks, keepAll } from "./support/bodies.js";

const read = async (text: string, size = 7) => await readAnswer(inChunks(text, size), keepAll);

describe("what is refused", () => {
  it.each([
    ["a document type declaration", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"],
    ["an entity nobody declared", "<a>&x;</a>"],
    ["tags that cross", "<a><b></a></b>"],
    ["a second root", "<a/><b/>"],
    ["text behind the root", "<a/>text"],
    ["an attribute given twice", "<a b=\"1\" b=\"2\"/>"],
    ["nothing at all", ""],
    ["a page of HTML", "<html><head><title>503</title><br></head></html>"],
    ["text that is no XML", "Service Unavailable"],
  ])("%s", async (_what, text) => {
    for (const size of [1, 7, 10_000]) await expect(read(text, size)).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED" });
  });

  it("elements nested beyond the cap, before memory grows", async () => {
    await expect(read("<a>".repeat(100_000), 64 * 1024)).rejects.toMatchObject({ code: "VIM_ANSWER_TOO_LARGE", message: expect.stringContaining("512") as string });
  });

  it("elements nested beyond the cap inside a device nobody needs", async () => {
    const plan = { ...keepAll, needs: ({ name }: XmlNode) => name !== "VirtualDevice" };
    const body = `<r><VirtualDevice x="1">${"<a>".repeat(100_000)}`;
    await expect(readAnswer(inChunks(body, 64 * 1024), plan)).rejects.toMatchObject({ code: "VIM_ANSWER_MALFORMED", message: expect.stringContaining("512") as string });
  });

  it("a text or an attribute without end", () => {
    const reader = new AnswerReader(keepAll);
    const endless = (start: string) => () => {
      reader.write(Buffer.from(start));
      for (let i = 0; i < 100; i++) reader.write(Buffer.alloc(64 * 1024, "x"));
    };
    expect(endless("<a b=\"")).toThrow(expect.objectContaining({ code: "VIM_ANSWER_TOO_LARGE" }) as Error);
  });

  it("more bytes than the cap, named in the message", async () => {
    const reading = readAnswer(inChunks(`<a>${"<b/>".repeat(1000)}</a>`, 512), keepAll, { ...readLimits, maxBytes: 1000 });
    await expect(reading).rejects.toMatchObject({ code: "VIM_ANSWER_TOO_LARGE", message: expect.stringContaining("1000 bytes") as string });
  });
});

describe("what is tolerated", () => {
  it("control characters that XML forbids, raw or as references, replaced", async () => {
    for (const size of [1, 3, 1000]) {
      const root = await read("<a><b>x\u0001y&#0;z&#x1F;.&#10;</b><c>clean</c></a>", size);
      expect(root.children.map(({ text }) => text)).toEqual(["x\ufffdy\ufffdz\ufffd.\n", "clean"]);
    }
  });

  it("comments and CDATA, though vCenter sends none", async () => {
    const plan = { ...keepAll, needs: ({ type, name }: XmlNode) => name !== "VirtualDevice" || type === "VirtualDisk" };
    const body = '<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><VirtualDevice i:type="A"><!-- </VirtualDevice> --><k>1</k></VirtualDevice><!-- <VirtualDevice i:type="A"> --><VirtualDevice i:type="A"><![CDATA[</VirtualDevice>]]></VirtualDevice><t><![CDATA[<VirtualDevice i:type="A">]]></t></r>';
    for (const size of [1, 5, 64, 10_000]) {
      const root = await readAnswer(inChunks(body, size), plan);
      expect(root.children.map(({ name, text }) => `${name}=${text}`)).toEqual(["t=<VirtualDevice i:type=\"A\">"]);
    }
  });
});

describe("what is kept", () => {
  it("is the texts alone, not the answers they came in", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const answers = 20;
    const before = used();
    const kept: (string | undefined)[] = [];
    for (let i = 0; i < answers; i++) {
      const { children: [first] } = await readAnswer(inChunks(`<a><b>the name of number ${i}</b>${"<c>some text</c>".repeat(20_000)}</a>`, 1_000_000), keepAll);
      kept.push(first?.text);
    }
    expect((used() - before) / answers).toBeLessThan(100_000); // an answer has 340,000 bytes
    expect(kept.at(-1)).toBe(`the name of number ${answers - 1}`);
  });
});

/** Trees whose names include those that are run over, with attributes and texts that look like markup. */
const anyText = fc.string({ unit: fc.constantFrom("a", "ü", "東", "🦆", "<", ">", "&", "\"", "'", "/", "-", "]", " ", "VirtualDevice"), maxLength: 6 });
interface Tree { readonly name: string; readonly attribute: string; readonly text: string; readonly children: readonly Tree[] }
const anyTree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name: fc.constantFrom("VirtualDevice", "val", "device", "x", "VirtualDeviceX"), attribute: anyText, text: anyText,
    children: fc.oneof({ maxDepth: 4, depthSize: "small" }, fc.constant([]), fc.array(tie("tree"), { maxLength: 4 })),
  }),
})).tree;
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\"", "&quot;");
const write = ({ name, attribute, text, children }: Tree): string => `<${name} a="${escaped(attribute)}">${escaped(text).replaceAll(">", "&gt;")}${children.map(write).join("")}</${name}>`;

describe("skipping", () => {
  it("changes nothing but what is skipped, however the bytes are cut", async () => {
    const skipped = { ...keepAll, needs: ({ name }: XmlNode) => name !== "VirtualDevice" && name !== "device" };
    const withoutSkipped = (node: XmlNode): unknown => ({ name: node.name, text: node.text, children: node.children.filter(({ name }) => name !== "VirtualDevice" && name !== "device").map(withoutSkipped) });
    const shape = (node: XmlNode): unknown => ({ name: node.name, text: node.text, children: node.children.map(shape) });
    await fc.assert(fc.asyncProperty(anyTree, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }), async (tree, sizes) => {
      const body = `<r>${write(tree)}${write(tree)}</r>`;
      expect(shape(await readAnswer(inChunks(body, sizes), skipped))).toEqual(withoutSkipped(await readAnswer(inChunks(body, 1_000_000), keepAll)));
    }), { numRuns: 300 });
  });
});
