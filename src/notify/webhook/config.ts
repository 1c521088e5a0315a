/** The keys of a webhook: where to, in which shape, signed with what. */
import { isMap, isScalar, isSeq, type Node } from "yaml";
import { named, type ReadKeys } from "../../policies/skeleton/keys.js";
import { plainText } from "../../policies/skeleton/plain-values.js";
import { offsetOf, wrong, type ValueSpec } from "../../policies/skeleton/value-spec.js";
import { addressComplaint, configSpec, filePath, wayKeys, wayOf, webAddress } from "../config-spec.js";
import type { Way } from "../safe-door.js";

/** JSON whose texts may hold {{title}} and other words of the notification. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [key: string]: Template };

export interface WebhookConfig {
  readonly url: string;
  readonly way: Way;
  readonly headers: Readonly<Record<string, string>>;
  readonly headerFiles: Readonly<Record<string, string>>;
  readonly signingKeyFile: string | undefined;
  readonly body: Template | undefined;
}

const maxTemplateParts = 500;

const template: ValueSpec<Template> = {
  words: "a mapping or list whose texts may hold {{title}}, {{text}} and others",
  schema: { type: ["object", "array"] },
  read: (node, name, reading) => {
    const parts = { left: maxTemplateParts };
    const value = isMap(node) || isSeq(node) ? valueOf(node, parts) : undefined;
    if (value === undefined) reading.report(offsetOf(node), wrong(name, node, `a mapping or list of at most ${maxTemplateParts} texts, numbers, truth values, mappings and lists`));
    return value;
  },
};

function valueOf(node: Node | null, parts: { left: number }): Template | undefined {
  if (--parts.left < 0) return undefined;
  if (isScalar(node)) return typeof node.value === "string" || typeof node.value === "boolean" || node.value === null || (typeof node.value === "number" && Number.isFinite(node.value)) ? node.value : undefined;
  if (isSeq(node)) {
    const items = node.items.map((item) => valueOf(item as Node | null, parts));
    return items.some((item) => item === undefined) ? undefined : (items as Template[]);
  }
  if (!isMap(node)) return node === null ? null : undefined;
  const pairs = node.items.map(({ key, value }) => [isScalar(key) && typeof key.value === "string" ? key.value : undefined, valueOf((value ?? null) as Node | null, parts)] as const);
  return pairs.some(([key, value]) => key === undefined || value === undefined) ? undefined : (Object.fromEntries(pairs) as Record<string, Template>);
}

const headerName = "^[A-Za-z][A-Za-z0-9-]{0,63}$";
const ownHeaders = ["content-type", "content-length", "host", "connection", "transfer-encoding", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature"];
const refused = (name: string): string | undefined => (ownHeaders.includes(name.toLowerCase()) ? "tetherd sets it itself" : undefined);

const webhookKeys = {
  url: { doc: "Where the message is sent to, with POST.", value: webAddress, required: true, example: "https://hook.example.org/tetherd" },
  headers: { doc: "Further headers.", value: named(plainText({ max: 1_024, pattern: "^[\\x20-\\x7E]+$", allowed: "printable ASCII" }), headerName, 16, "Further headers.", refused), example: "{ X-Team: storage }" },
  headerFiles: { doc: "Further headers whose values are secrets: paths of files.", value: named(filePath, headerName, 16, "Headers from files.", refused), example: "{ Authorization: /run/secrets/hook }" },
  signingKeyFile: { doc: "File with a key; the message is then signed as Standard Webhooks do, with HMAC-SHA256 over id, time and body.", value: filePath, example: "/run/secrets/hook-key" },
  body: { doc: "JSON to send instead of the CloudEvent; its texts may hold {{heading}}, {{title}}, {{text}}, {{kind}}, {{status}}, {{severity}}, {{key}}, {{happenedAt}}, {{firing}}, {{resolved}}.", value: template, default: "a CloudEvent", example: '{ summary: "{{heading}}" }' },
  ...wayKeys,
} as const;

export const webhookConfig: ValueSpec<WebhookConfig> = configSpec(webhookKeys, "Sends a signed message to a service of your own.", (read: ReadKeys<typeof webhookKeys>, complain) => {
  if (read.url === undefined) return undefined;
  const way = wayOf(read);
  const complaint = addressComplaint(read.url.value, way);
  if (complaint !== undefined) return complain(complaint, read.url.valueOffset);
  const unknown = read.body === undefined ? undefined : /\{\{(?!(?:heading|title|text|kind|status|severity|key|happenedAt|firing|resolved)\}\})[^}]{0,40}\}\}/.exec(JSON.stringify(read.body.value))?.[0];
  if (unknown !== undefined) return complain(`has the unknown word ${unknown} in body`, read.body?.valueOffset);
  return { url: read.url.value, way, headers: read.headers?.value ?? {}, headerFiles: read.headerFiles?.value ?? {}, signingKeyFile: read.signingKeyFile?.value, body: read.body?.value };
});
