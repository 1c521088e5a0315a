// Takes a picture of a page with Chromium, as high as the page is. Nothing is fetched: the page stands by itself.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findOnPath } from "../tools/find-on-path.mjs";
import { MissingTool } from "../tools/missing-tool.mjs";
import { runCommand } from "../tools/run-command.mjs";

const width = 720;
const measure = "<script>addEventListener('load', () => { document.title = 'height ' + document.body.scrollHeight; });</script>";

/** @param {string} html @param {string} file where the PNG goes @returns {Promise<void>} @throws {MissingTool} without Chromium */
export async function takePicture(html, file) {
  const chromium = ["chromium", "chromium-browser", "google-chrome"].flatMap(findOnPath)[0];
  if (chromium === undefined) throw new MissingTool("chromium", "there is none on PATH", "Install Chromium (Debian: `apt-get install chromium fonts-liberation fonts-dejavu-core`), then run the same command again");
  const folder = mkdtempSync(join(tmpdir(), "tetherd-picture-"));
  try {
    const [page, measured] = [join(folder, "page.html"), join(folder, "measured.html")];
    writeFileSync(page, html);
    writeFileSync(measured, html + measure);
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", `--user-data-dir=${join(folder, "profile")}`];
    const { stdout } = await runCommand(chromium, [...flags, `--window-size=${width},200`, "--dump-dom", pathToFileURL(measured).href], { timeoutMs: 60_000 });
    const height = Number(/<title>height (\d+)<\/title>/.exec(stdout)?.[1] ?? "0");
    if (height === 0) throw new Error("the page did not tell its height");
    await runCommand(chromium, [...flags, `--window-size=${width},${height}`, `--screenshot=${file}`, pathToFileURL(page).href], { timeoutMs: 60_000 });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
