// How the demo speaks: chapters, sentences, commands, messages, with pauses that a person can follow. It knows nothing of what it tells.
import { setTimeout as pause } from "node:timers/promises";
import pc from "picocolors";

/**
 * @typedef {object} Narrator
 * @property {(title: string) => void} chapter
 * @property {(text: string) => void} say
 * @property {(line: string) => void} command
 * @property {(subject: string, text: string) => void} message
 * @property {(text: string) => void} output
 * @property {(text: string) => void} done
 * @property {(seconds: number) => Promise<void>} breathe a pause to read in; none in a fast run
 */

/** @param {boolean} fast @returns {Narrator} */
export function narrator(fast) {
  const line = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);
  return {
    chapter: (title) => line(`\n${pc.bold(`── ${title} ${"─".repeat(Math.max(2, 90 - title.length))}`)}`),
    say: (text) => line(`   ${text}`),
    command: (text) => line(`   ${pc.cyan(`$ ${text}`)}`),
    message: (subject, text) => line(`   ${pc.magenta("»")} ${pc.magenta(subject)}\n     ${pc.bold(text)}`),
    output: (text) => line(text.trimEnd().split("\n").map((one) => `     ${one}`).join("\n")),
    done: (text) => line(`   ${pc.green("✓")} ${text}`),
    breathe: (seconds) => (fast ? Promise.resolve() : pause(seconds * 1_000)),
  };
}
