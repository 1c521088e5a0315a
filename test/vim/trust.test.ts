import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createVCenter } from "../../src/vim/create-vcenter.js";
import type { TrustSettings } from "../../src/vim/settings.js";
import { calmVCenter, startSoapServer, type CertificateOptions, type SoapServer } from "./support/soap-server.js";

let server: SoapServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(certificate: CertificateOptions = {}): Promise<SoapServer> {
  return (server = await startSoapServer(calmVCenter(), certificate));
}

async function open(url: string, tls: TrustSettings, log: (...line: unknown[]) => void = () => undefined): Promise<void> {
  const watch = await createVCenter({ url, username: "u", password: () => "canary-password", tls, log }).open(() => Promise.resolve(undefined), AbortSignal.timeout(15_000));
  await watch.close();
}

describe("a certificate", () => {
  it("is trusted through a CA file", async () => {
    const { url, caFile } = await serve();
    await open(url, { caFile });
    expect(server?.calls.map(({ operation }) => operation)).toContain("Login");
  });

  it.each([(text: string) => text, (text: string) => text.toLowerCase(), (text: string) => text.replaceAll(":", "")])("is trusted by its thumbprint in any spelling", async (spell) => {
    const { url, thumbprint } = await serve();
    await open(url, { thumbprint: spell(thumbprint) });
  });

  it("pinned is trusted though it has expired and bears another name", async () => {
    const { url, thumbprint } = await serve({ name: "vc.example.org", notAfter: new Date(Date.now() - 3_600_000) });
    await open(url, { thumbprint });
  });

  it("that is self-signed is refused with its thumbprint, and no byte of HTTP is sent", async () => {
    const { url, thumbprint, requests } = await serve();
    await expect(open(url, {})).rejects.toMatchObject({
      code: "VIM_CERTIFICATE_UNTRUSTED", message: expect.stringMatching(new RegExp(`it is self-signed; its SHA-256 thumbprint is ${thumbprint}`)) as string,
      hint: expect.stringContaining("CA file") as string,
    });
    expect(requests()).toBe(0);
  });

  it("that has expired is refused as that", async () => {
    const { url, caFile, requests } = await serve({ notAfter: new Date(Date.now() - 3_600_000) });
    await expect(open(url, { caFile })).rejects.toMatchObject({ code: "VIM_CERTIFICATE_UNTRUSTED", message: expect.stringContaining("it has expired on") as string });
    expect(requests()).toBe(0);
  });

  it("for another name is refused and says for which", async () => {
    const { url, caFile, requests } = await serve({ name: "vc.example.org" });
    await expect(open(url, { caFile })).rejects.toMatchObject({ code: "VIM_CERTIFICATE_UNTRUSTED", message: expect.stringMatching(/made out to DNS:vc\.example\.org, not to 127\.0\.0\.1/) as string });
    expect(requests()).toBe(0);
  });

  it("from an authority that the CA file does not hold is refused", async () => {
    const { caFile: others } = await serve();
    const other = await startSoapServer(calmVCenter());
    try {
      await expect(open(other.url, { caFile: others })).rejects.toMatchObject({ code: "VIM_CERTIFICATE_UNTRUSTED" });
      expect(other.requests()).toBe(0);
    } finally {
      await other.stop();
    }
  });

  it("other than the pinned one is refused with both thumbprints before anything is sent", async () => {
    const { url, thumbprint, requests } = await serve();
    const pinned = "AA:".repeat(31) + "AA";
    await expect(open(url, { thumbprint: pinned })).rejects.toMatchObject({ code: "VIM_THUMBPRINT_MISMATCH", message: expect.stringMatching(new RegExp(`${pinned}.*${thumbprint}`)) as string });
    expect(requests()).toBe(0);
  });

  it("is not looked at when insecure is set, and that is said loudly", async () => {
    const lines: unknown[][] = [];
    const { url } = await serve({ name: "vc.example.org" });
    await open(url, { insecure: true }, (...line) => lines.push(line));
    expect(lines).toContainEqual(["warn", expect.stringContaining("INSECURE"), expect.anything()]);
  });
});

describe("settings of trust", () => {
  const folder = mkdtempSync(join(tmpdir(), "tetherd-trust-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("name a CA file that cannot be read", async () => {
    await expect(open("https://127.0.0.1:1/sdk", { caFile: "/nowhere/ca.pem" })).rejects.toMatchObject({ code: "VIM_CA_FILE", message: expect.stringContaining("/nowhere/ca.pem: ENOENT") as string });
  });

  it("name a CA file without certificates", async () => {
    const caFile = join(folder, "ca.der");
    writeFileSync(caFile, "0\u0082");
    await expect(open("https://127.0.0.1:1/sdk", { caFile })).rejects.toMatchObject({ code: "VIM_CA_FILE", hint: expect.stringContaining("openssl x509") as string });
  });

  it("tell a SHA-1 thumbprint from a SHA-256 one", async () => {
    await expect(open("https://127.0.0.1:1/sdk", { thumbprint: "AA:".repeat(19) + "AA" })).rejects.toMatchObject({ code: "VIM_THUMBPRINT_FORMAT", hint: expect.stringContaining("SHA-1") as string });
  });
});

describe("a place without a vCenter", () => {
  let plain: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (plain === undefined ? resolve() : plain.close(() => resolve()))));

  const listen = async (onConnection: (socket: Socket) => void): Promise<number> => {
    const listening = (plain = createServer((socket) => {
      socket.on("error", () => undefined).resume();
      onConnection(socket);
    }));
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return (listening.address() as AddressInfo).port;
  };

  it("whose name nobody knows is told with the name", async () => {
    await expect(open("https://no-such-host.invalid/sdk", {})).rejects.toMatchObject({ code: "VIM_HOST_UNKNOWN", retryable: true, message: expect.stringContaining("no-such-host.invalid") as string });
  });

  it("that refuses connections is told with its port", async () => {
    const port = await listen(() => undefined);
    await new Promise((resolve) => plain?.close(resolve));
    plain = undefined;
    await expect(open(`https://127.0.0.1:${port}/sdk`, {})).rejects.toMatchObject({ code: "VIM_CONNECTION_REFUSED", retryable: true, message: expect.stringContaining(`127.0.0.1:${port}`) as string });
  });

  it("that speaks no TLS is told", async () => {
    const port = await listen((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(open(`https://127.0.0.1:${port}/sdk`, {})).rejects.toMatchObject({ code: "VIM_NOT_TLS" });
  });

  it("that hangs up is told as lost", async () => {
    const port = await listen((socket) => void socket.destroy());
    await expect(open(`https://127.0.0.1:${port}/sdk`, {})).rejects.toMatchObject({ code: "VIM_CONNECTION_LOST", retryable: true });
  });
});
