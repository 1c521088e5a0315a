/** A certificate of the lab's own, which signs itself so that it can be handed out as its own authority. It keeps no key on disk. */
import { isIP } from "node:net";
import { generate } from "selfsigned";

/** Both PEM. */
export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Valid for a year, for localhost, 127.0.0.1, ::1 and `host`. */
export async function makeCertificate(host: string): Promise<Certificate> {
  const addresses = new Set(["127.0.0.1", "::1", ...(isIP(host) > 0 ? [host] : [])]);
  const names = new Set(["localhost", ...(isIP(host) === 0 ? [host] : [])]);
  const altNames = [...[...names].map((value) => ({ type: 2 as const, value })), ...[...addresses].map((ip) => ({ type: 7 as const, ip }))];
  const made = await generate([{ name: "commonName", value: "tetherd lab" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 3_600_000),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { certificatePem: made.cert, keyPem: made.private };
}
