/** What the vim room must be told to reach one vCenter. Secrets come as a reader, so that a changed password file is seen at the next login. */

/** How the server's certificate is trusted. Exactly what is set counts: a thumbprint alone decides, then a CA file, then the known authorities. */
export interface TrustSettings {
  /** PEM file of the authority (or of the certificate itself). */
  readonly caFile?: string | undefined;
  /** SHA-256 of the certificate, "AA:BB:…", any case, colons optional. */
  readonly thumbprint?: string | undefined;
  /** No verification at all; for labs, told loudly at each login. */
  readonly insecure?: boolean | undefined;
}

export type VimLog = (level: "debug" | "info" | "warn" | "error", message: string, fields: Readonly<Record<string, unknown>>) => void;

export interface VCenterAccess {
  /** For logs and health; the host of the URL unless given. */
  readonly name?: string | undefined;
  /** "https://vc.example.org/sdk" */
  readonly url: string;
  readonly username: string;
  /** Read again at each login. */
  readonly password: () => Promise<string> | string;
  readonly tls: TrustSettings;
  /** Objects per update set; vCenter caps it at about 100 by itself. */
  readonly maxObjectUpdates?: number | undefined;
  /** How often properties that servers change silently are read again, ms; 60 s unless given. */
  readonly refreshMs?: number | undefined;
  /** How old the sizes of files may get, ms; an hour unless given. */
  readonly layoutMs?: number | undefined;
  readonly log?: VimLog | undefined;
  /** ms since the epoch, for backing off and refreshing; vCenter's times are never compared with it. */
  readonly now?: (() => number) | undefined;
}

/** Deadlines in ms (reliability 7). A wait has its own: what it may wait, and half a minute. */
export const deadlines = { connectMs: 10_000, callMs: 120_000, waitSlackMs: 30_000, closeMs: 5_000 } as const;

export const silent: VimLog = () => undefined;
