// Shows an Adaptive Card with the vendor's own renderer, in the colours that Teams gives it. The card is the true one.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const renderer = fileURLToPath(new URL("../../node_modules/adaptivecards/dist/adaptivecards.min.js", import.meta.url));
const sizes = { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 };
const host = {
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 }, supportsInteractivity: true,
  fontTypes: { default: { fontFamily: "'Liberation Sans', Arial, sans-serif", fontSizes: sizes }, monospace: { fontFamily: "'DejaVu Sans Mono', monospace", fontSizes: { small: 11, default: 12, medium: 13, large: 15, extraLarge: 18 } } },
  containerStyles: { default: { backgroundColor: "#ffffff", foregroundColors: {
    default: { default: "#242424" }, accent: { default: "#5b5fc7" }, good: { default: "#237b4b" }, warning: { default: "#a05c00" }, attention: { default: "#c4314b" },
  } } },
};
const style = `body{margin:0;padding:16px;width:720px;box-sizing:border-box;background:#f5f5f5}#card{background:#fff;border:1px solid #e0e0e0;border-radius:6px;box-shadow:0 1px 2px #0002}
.ac-pushButton{font:600 13px 'Liberation Sans',Arial,sans-serif;padding:6px 16px;border:1px solid #d1d1d1;border-radius:4px;background:#fff;color:#242424}p{margin:0}`;

/** @param {import("../../src/notify/teams/card-of.ts").AdaptiveCard} card @returns {string} a page */
export function teamsPage(card) {
  const inScript = (/** @type {unknown} */ value) => JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><div id="card"></div><script>${readFileSync(renderer, "utf8").replaceAll("</script", "<\\/script")}</script>
<script>const card = new AdaptiveCards.AdaptiveCard(); card.hostConfig = new AdaptiveCards.HostConfig(${inScript(host)}); card.parse(${inScript(card)}); document.getElementById("card").append(card.render());</script>`;
}
