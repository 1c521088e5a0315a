// Makes a fresh private certificate for a server on this machine, as a vCenter with its own authority has one. It never reuses a key.
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

/**
 * Writes `cert.pem` (also the CA file to trust) and `key.pem` into a folder. Valid for 127.0.0.1, ::1 and localhost.
 * @param {string} folder
 * @returns {Promise<{ certFile: string, keyFile: string, thumbprint: string }>} thumbprint: SHA-256 as AA:BB:…
 */
export async function makeCertificate(folder) {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 3_600_000),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }, { type: 7, ip: "127.0.0.1" }, { type: 7, ip: "::1" }] },
    ],
  });
  const certFile = join(folder, "cert.pem");
  const keyFile = join(folder, "key.pem");
  writeFileSync(certFile, made.cert);
  writeFileSync(keyFile, made.private, { mode: 0o600 });
  return { certFile, keyFile, thumbprint: new X509Certificate(made.cert).fingerprint256 };
}
