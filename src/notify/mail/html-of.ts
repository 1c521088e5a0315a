/** A page as the HTML of a mail: one table, styles inside, no pictures and nothing that is fetched. Every text is escaped. */
import type { Notification } from "../notification.js";
import { moreText, type Page } from "../page.js";

const colors = { info: "#2f6fb3", warning: "#b7791f", error: "#c53030", critical: "#9b1c1c", resolved: "#2f855a" } as const;
const font = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.45;color:#1a202c";

export function htmlOf(page: Page, { status, severity }: Pick<Notification, "severity" | "status">): string {
  const color = colors[status === "resolved" ? "resolved" : severity];
  const rows = page.facts.map(({ label, text }) => `<tr><th scope="row" style="text-align:left;vertical-align:top;padding:2px 16px 2px 0;font-weight:600;white-space:nowrap">${escapeHtml(label)}</th><td style="padding:2px 0">${escapeHtml(text)}</td></tr>`);
  const members = [...page.members, ...moreText(page)].map((line) => `<li>${escapeHtml(line)}</li>`);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(page.heading)}</title></head><body style="margin:0;padding:16px;background:#ffffff;${font}">`,
    `<div style="max-width:640px;border-left:4px solid ${color};padding:4px 0 4px 16px">`,
    `<h1 style="margin:0 0 8px;font-size:18px;line-height:1.3;color:${color}">${escapeHtml(page.heading)}</h1>`,
    ...page.sentences.map((sentence) => `<p style="margin:0 0 8px">${escapeHtml(sentence)}</p>`),
    `<table role="presentation" style="border-collapse:collapse;margin:8px 0;${font}">${rows.join("")}</table>`,
    ...(members.length === 0 ? [] : [`<ul style="margin:8px 0;padding-left:20px">${members.join("")}</ul>`]),
    ...(page.tree.length === 0 ? [] : [`<pre style="margin:8px 0;padding:8px 12px;background:#f8fafc;border-radius:4px;white-space:pre-wrap;font-size:13px;line-height:1.35">${page.tree.map(escapeHtml).join("\n")}</pre>`]),
    ...(page.commands.length === 0 ? [] : [`<pre style="margin:8px 0;padding:8px 12px;background:#f1f5f9;border-radius:4px;white-space:pre-wrap;font-size:13px">${page.commands.map(escapeHtml).join("\n")}</pre>`]),
    ...(page.links.length === 0 ? [] : [`<p style="margin:8px 0">${page.links.map(({ text, url }) => `<a href="${escapeHtml(url)}" style="color:#2f6fb3">${escapeHtml(text)}</a>`).join(" &middot; ")}</p>`]),
    `<p style="margin:12px 0 0;color:#718096;font-size:12px">Sent by tetherd</p></div></body></html>`,
  ].join("\n");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
