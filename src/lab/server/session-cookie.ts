/** The cookie vmware_soap_session as text. vCenter wraps its value in quotes, and they come back with it (vim-facts 1.5). */

const name = "vmware_soap_session";

/** The value in a Cookie header, without quotes; undefined when there is none. */
export function readSessionCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value !== undefined) return value.replace(/^"(.*)"$/, "$1");
  }
  return undefined;
}

/** A Set-Cookie header. */
export function writeSessionCookie(value: string, quoted: boolean): string {
  return `${name}=${quoted ? `"${value}"` : value}; Path=/; HttpOnly; Secure`;
}
