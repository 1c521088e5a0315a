/** A small editor: it talks to the YAML language server over its standard input and output, as every editor does. It knows nothing of policies. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { until } from "../../support/until.js";

export interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly Diagnostic[]; readonly items?: readonly unknown[] };
  readonly result?: unknown;
}

export interface Editor {
  /** Opens `text` as a file of this path, which need not exist, and gives the server's complaints. */
  readonly complaints: (path: string, text: string) => Promise<readonly string[]>;
  /** What the server offers where "|" stands in `text`. */
  readonly offers: (path: string, text: string) => Promise<readonly string[]>;
  readonly close: () => void;
}

export async function openEditor(): Promise<Editor> {
  const server = spawn(process.execPath, [join(createRequire(import.meta.url).resolve("yaml-language-server/package.json"), "../bin/yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const answers = new Map<number | string, (message: Message) => void>();
  const told = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  let rest = Buffer.alloc(0);
  let lastId = 0;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const ask = (method: string, params: object): Promise<unknown> => new Promise((resolve) => {
    const id = ++lastId;
    answers.set(id, (message) => { resolve(message.result); });
    send({ id, method, params });
  });
  const settings = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } }, http: {} };
  const take = (message: Message): void => {
    if (message.method === undefined && message.id !== undefined) answers.get(message.id)?.(message);
    else if (message.method === "workspace/configuration") send({ id: message.id, result: (message.params?.items ?? []).map(() => settings.yaml) });
    else if (message.id !== undefined) send({ id: message.id, result: null });
    else if (message.method === "textDocument/publishDiagnostics") told.get(message.params?.uri ?? "")?.(message.params?.diagnostics ?? []);
  };
  server.stdout.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = rest.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head < 0 || rest.length < head + 4 + length) return;
      const body = rest.subarray(head + 4, head + 4 + length).toString();
      rest = rest.subarray(head + 4 + length);
      take(JSON.parse(body) as Message);
    }
  });
  await ask("initialize", { processId: process.pid, rootUri: null, capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } }, workspace: { configuration: true } } });
  send({ method: "initialized", params: {} });
  send({ method: "workspace/didChangeConfiguration", params: { settings } });
  const open = (path: string, text: string): { uri: string; diagnostics: Promise<readonly Diagnostic[]> } => {
    const uri = pathToFileURL(path).href;
    const diagnostics = new Promise<readonly Diagnostic[]>((resolve) => void told.set(uri, resolve));
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    return { uri, diagnostics };
  };
  return {
    complaints: async (path, text) => (await open(path, text).diagnostics).map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1}: ${message}`),
    offers: async (path, text) => {
      const before = text.slice(0, text.indexOf("|")).split("\n");
      const { uri, diagnostics } = open(path, text.replace("|", ""));
      await diagnostics;
      return until("a completion", async () => {
        const answer = await ask("textDocument/completion", { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } }) as { readonly items?: readonly { readonly label: string }[] } | null;
        const labels = (answer?.items ?? []).map(({ label }) => label);
        return labels.length > 0 ? labels : undefined; // the server reads the schema in its own time
      });
    },
    close: () => { server.kill(); },
  };
}
