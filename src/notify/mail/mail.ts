/**
 * Sends mail over SMTP, plain and HTML, one thread for each alert: every later mail answers the first. The server's address is checked as that of every receiver
 * and its certificate is verified; no file and no address named in a text is ever read.
 */
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { rootCertificates } from "node:tls";
import { createTransport } from "nodemailer";
import { cutText } from "../clean-text.js";
import { NotifyError } from "../errors.js";
import type { Memory, NotifierGround, NotifierSpec } from "../notifier.js";
import type { Notification } from "../notification.js";
import { pageOf } from "../page.js";
import { plainLines } from "../plain-lines.js";
import { mailConfig, type MailConfig } from "./config.js";
import { htmlOf } from "./html-of.js";
import { mailError } from "./mail-error.js";
import { mailHost } from "./mail-host.js";

const maxSubject = 200;
const maxText = 100_000;
const maxMembers = 100;

export const mail: NotifierSpec<MailConfig> = {
  name: "mail", summary: "mail over SMTP", config: mailConfig, pace: { perMinute: 30 },
  create: (config, ground) => ({
    notify: async (notification, memory, signal) => {
      const { host, way, from, to } = config;
      const limit = AbortSignal.timeout(way.timeoutMs);
      const thread = memory ?? threadOf(notification, from);
      const page = pageOf(notification, maxMembers);
      const password = config.login === undefined ? undefined : await ground.secret(config.login.passwordFile, "mail.passwordFile").read();
      const cut = AbortSignal.any([signal, limit]);
      const transport = await openTransport(config, ground, password, cut);
      try {
        await transport.sendMail({
          from, to: [...to], messageId: memory === undefined ? thread["root"] : messageId(notification, from), subject: `${memory === undefined ? "" : "Re: "}${thread["subject"] ?? ""}`,
          ...(memory === undefined ? {} : { inReplyTo: thread["root"], references: thread["root"] }),
          text: `${page.heading}\n\n${plainLines(page, maxText, page.tree)}\n\n-- \nSent by tetherd\n`, html: htmlOf(page, notification),
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" }, disableFileAccess: true, disableUrlAccess: true,
        });
        return { memory: thread };
      } catch (error) {
        throw mailError(error, { host, stopped: signal.aborted, late: limit.aborted, timeoutMs: way.timeoutMs, secrets: password === undefined ? [] : [password] });
      } finally {
        transport.close();
      }
    },
  }),
};

/** The address is checked here and connected to as it is, by a socket that ends when it is cut; the certificate must be that of the name. */
async function openTransport({ host, port, security, way, login }: MailConfig, { resolve }: NotifierGround, password: string | undefined, cut: AbortSignal): Promise<ReturnType<typeof createTransport>> {
  const { address, servername } = await mailHost(host, way, resolve);
  const ca = way.caFile === undefined ? undefined : [...rootCertificates, await caOf(way.caFile)];
  return createTransport({
    getSocket: (_options, done) => {
      const socket = connect({ host: address, port, signal: cut });
      socket.once("error", done).once("connect", () => {
        socket.off("error", done);
        done(null, { connection: socket });
      });
    },
    host: servername ?? address, port, secure: security === "tls", requireTLS: security === "starttls", ignoreTLS: security === "none", name: "tetherd", disableFileAccess: true, disableUrlAccess: true,
    connectionTimeout: way.timeoutMs, greetingTimeout: way.timeoutMs, socketTimeout: way.timeoutMs,
    ...(login === undefined || password === undefined ? {} : { auth: { user: login.username, pass: password } }),
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(servername === undefined ? {} : { servername }), ...(ca === undefined ? {} : { ca }) },
  });
}

async function caOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new NotifyError("NOTIFY_SECRET_UNUSABLE", `Cannot read the receiver's caFile: "${path}" (${(error as NodeJS.ErrnoException).code ?? "unreadable"})`, { retryable: true, hint: "Check path and permissions" });
  }
}

/** The subject stays that of the first mail: some programs thread by it. */
function threadOf(notification: Notification, from: string): Memory {
  return { root: messageId(notification, from), subject: cutText(`[tetherd] ${notification.title}`, maxSubject) };
}

/** The same for the same news: a second copy after a lost answer is recognised by mail programs. */
function messageId({ id }: Notification, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`;
}
