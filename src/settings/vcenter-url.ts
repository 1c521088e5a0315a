/**
 * vCenter addresses as people type them, including govc's spelling ("user:pass@host", "host", "https://host/sdk"), to a full URL and
 * the credentials inside it. It never contacts anything.
 */
export interface VCenterAddress {
  /** Always https://host[:port]/sdk, without credentials. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Undefined when the text is not an address, or not https. */
export function parseVCenterUrl(text: string): VCenterAddress | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  let parsed: URL;
  try {
    parsed = new URL(trimmed.includes("://") ? trimmed : `https://${trimmed}`);
  } catch {
    return undefined;
  }
  if (parsed.protocol !== "https:" || parsed.hostname === "") return undefined;
  const path = parsed.pathname === "/" || parsed.pathname === "" ? "/sdk" : parsed.pathname;
  return {
    url: `https://${parsed.host}${path}`,
    ...(parsed.username === "" ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password === "" ? {} : { password: decodeURIComponent(parsed.password) }),
  };
}
