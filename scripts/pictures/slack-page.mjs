// Lays out a Slack message as Slack's clients roughly do. The layout is ours, as there is no renderer of Block Kit to be had; the blocks are the true ones.

const style = `body{margin:0;padding:16px 20px;width:720px;box-sizing:border-box;font:15px/1.46 'Liberation Sans',Arial,sans-serif;color:#1d1c1d;background:#fff}
.who{font-weight:700}.who span{font:600 10px 'Liberation Sans';background:#ddd;color:#616061;padding:1px 3px;border-radius:2px;margin:0 6px}.who small{color:#616061;font-weight:400}
.header{font-size:18px;font-weight:700;margin:6px 0 4px;line-height:1.3}.text{white-space:pre-line;margin:6px 0}.fields{display:grid;grid-template-columns:1fr 1fr;gap:4px 16px;margin:8px 0}
pre{font:12px/1.5 'DejaVu Sans Mono',monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:6px 0;white-space:pre-wrap}button{font:700 15px 'Liberation Sans';border:1px solid #bbb;border-radius:4px;background:#fff;padding:5px 12px;margin:4px 8px 4px 0}
.primary{background:#007a5a;border-color:#007a5a;color:#fff}.danger{border-color:#e01e5a;color:#e01e5a}a{color:#1264a3}`;

const entities = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });
const escaped = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (char) => entities[char] ?? char);

/** @param {import("../../src/notify/slack/blocks-of.ts").SlackMessage} message @returns {string} a page */
export function slackPage({ blocks }) {
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><div class="who">tetherd<span>APP</span><small>09:41</small></div>${blocks.map(blockHtml).join("")}`;
}

/** @param {import("../../src/notify/slack/blocks-of.ts").SlackBlock} block */
function blockHtml(block) {
  if (block.type === "header") return `<div class="header">${escaped(block.text.text)}</div>`;
  if (block.type === "rich_text") return block.elements.map(richHtml).join("");
  if (block.type === "actions") return `<div>${block.elements.map(({ style: kind, text }) => `<button class="${kind}">${escaped(text.text)}</button>`).join("")}</div>`;
  return "fields" in block ? `<div class="fields">${block.fields.map(({ text }) => `<div>${escaped(text)}</div>`).join("")}</div>` : `<div class="text">${escaped(block.text.text)}</div>`;
}

/** @param {Extract<import("../../src/notify/slack/blocks-of.ts").SlackBlock, { type: "rich_text" }>["elements"][number]} part */
function richHtml({ type, elements }) {
  const inside = elements.map((one) => (one.type === "link" ? `<a href="${escaped(one.url)}">${escaped(one.text)}</a>` : escaped(one.text))).join("");
  return type === "rich_text_preformatted" ? `<pre>${inside}</pre>` : `<div class="text">${inside}</div>`;
}
